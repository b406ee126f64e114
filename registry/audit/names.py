"""The names of audit events, with a grammar: source:subject:action.

The source is the system in which it happened, the subject the kind of thing, the action a verb.
Names are never reused for another meaning, since the log must be readable in ten years.
"""

from enum import StrEnum


class EventName(StrEnum):
    """Every kind of event that the log can hold."""

    DEALER_SUBMIT = "dol:dealer:submit"
    DEALER_DECIDE = "dol:dealer:decide"
    DEALER_CONSULT = "dol:dealer:consult"
    DEALER_ASK = "dol:dealer:ask"
    DEALER_CONFIRM = "dol:dealer:confirm"
    DEALER_MOVE = "dol:dealer:move"
    DEALER_END = "dol:dealer:end"
    DEALER_IMPORT = "dol:dealer:import"
    PREMISES_OPEN = "dol:premises:open"
    PREMISES_DECIDE = "dol:premises:decide"
    PREMISES_END = "dol:premises:end"
    PREMISES_CONSULT = "dol:premises:consult"
    NOTIFICATION_CONSULT = "dol:notification:consult"
    STAFF_ADD = "dol:staff:add"
    STAFF_END = "dol:staff:end"
    PURCHASE_REGISTER = "dor:purchase:register"
    PURCHASE_CORRECT = "dor:purchase:correct"
    PURCHASE_REFUSE = "dor:purchase:refuse"
    PURCHASE_CONSULT = "dor:purchase:consult"
    SALE_RECORD = "dor:sale:record"
    RETURN_RECORD = "dor:return:record"
    HOLD_ORDER = "dor:hold-order:issue"
    HOLD_ORDER_RELEASE = "dor:hold-order:release"
    HOLD_ORDER_CONSULT = "dor:hold-order:consult"
    NOTICE_SEND = "dor:notice:send"
    NOTICE_DELIVER = "dor:notice-delivery:record"
    NOTICE_CONSULT = "dor:notice:consult"
    NOTICE_BREACH = "law:notice-breach:find"
    DEMAND_SEND = "dor:demand:send"
    DEMAND_ANSWER = "dor:demand:answer"
    DEMAND_CONSULT = "dor:demand:consult"
    PHOTO_ADD = "dor:photo:add"
    PHOTO_REMOVE = "dor:photo:remove"
    PHOTO_CONSULT = "dor:photo:consult"
    CLAIM_MAKE = "dor:claim:make"
    CLAIM_EXPORT = "dor:claim:export"
    SELLER_DISCLOSE = "dor:seller:disclose"
    SELLER_CONSULT = "dor:seller:consult"
    BUYER_DISCLOSE = "dor:buyer:disclose"
    BUYER_CONSULT = "dor:buyer:consult"
    SELLER_COMPARE = "dor:seller:compare"
    GOOD_REPORT = "stop-heling:good:report"
    GOOD_CHANGE = "stop-heling:good:change"
    GOOD_WITHDRAW = "stop-heling:good:withdraw"
    GOOD_MERGE = "stop-heling:good:merge"
    GOOD_PART = "stop-heling:good:part"
    GOOD_CONSULT = "stop-heling:good:consult"
    CHECK_ANSWER = "stop-heling:check:answer"
    OFFER_REPORT = "stop-heling:offer:report"
    OFFER_CONSULT = "stop-heling:offer:consult"
    OFFER_HANDLE = "stop-heling:offer:handle"
    OFFER_FORGET = "stop-heling:offer:forget"
    DISPUTE_FILE = "stop-heling:dispute:file"
    DISPUTE_CONSULT = "stop-heling:dispute:consult"
    DISPUTE_DECIDE = "stop-heling:dispute:decide"
    DISPUTE_ANSWER = "stop-heling:dispute:answer"
    DISPUTE_FORGET = "stop-heling:dispute:forget"
    CONTACT_DISCLOSE = "stop-heling:contact:disclose"
    CONTACT_USE = "stop-heling:contact:use"
    HIT_FIND = "desk:hit:find"
    HIT_RENEW = "desk:hit:renew"
    HIT_CLOSE = "desk:hit:close"
    HIT_REOPEN = "desk:hit:reopen"
    HIT_JUDGE = "desk:hit:judge"
    HIT_CONSULT = "desk:hit:consult"
    HIT_CLAIM = "desk:hit-claim:take"
    HIT_CLAIM_KEEP = "desk:hit-claim:keep"
    HIT_CLAIM_RELEASE = "desk:hit-claim:release"
    HIT_TAKE_OVER = "desk:hit-claim:take-over"
    SEARCH_SAVE = "desk:saved-search:save"
    SEARCH_END = "desk:saved-search:end"
    SEARCH_CONSULT = "desk:saved-search:consult"
    SEARCH_ALERT = "desk:search-alert:find"
    COMPLIANCE_CONSULT = "doc:compliance:consult"
    ENFORCEMENT_CONSULT = "doc:enforcement:consult"
    INSPECTION_PLAN = "doc:inspection:plan"
    INSPECTION_RECORD = "doc:inspection:record"
    INSPECTION_CONCLUDE = "doc:inspection:conclude"
    INSPECTION_CONSULT = "doc:inspection:consult"
    INSPECTION_PHOTO_ADD = "doc:photo:add"
    INSPECTION_PHOTO_REMOVE = "doc:photo:remove"
    INSPECTION_PHOTO_CONSULT = "doc:photo:consult"
    INSPECTION_CHECK = "law:inspection:check"
    REPORT_MAKE = "doc:report:make"
    REPORT_EXPORT = "doc:report:export"
    PROFILE_PUBLISH = "matching:profile:publish"
    JUDGEMENTS_EXPORT = "matching:judgement:export"
    LOG_CONSULT = "audit:entry:consult"
    LOG_EXPORT = "audit:log:export"
    ROWS_ADOPT = "audit:rows:adopt"
    LOG_KEY_ADD = "audit:key:add"
    LOG_KEY_RETIRE = "audit:key:retire"
    RULES_CHECK = "law:rules:check"
    RULES_RUN = "law:rules:run"
    OUTCOME_CHANGE = "law:outcome:change"
    OUTCOME_CONSULT = "law:outcome:consult"
    TOKEN_ISSUE = "access:token:issue"  # noqa: S105 - the name of an event
    TOKEN_REVOKE = "access:token:revoke"  # noqa: S105 - the name of an event
    TOKEN_FORGET = "access:token:forget"  # noqa: S105 - the name of an event
    KEY_CREATE = "access:key:create"
    KEY_DESTROY = "access:key:destroy"
    IDENTITY_REWRAP = "access:identity:rewrap"
    IDENTITY_REINDEX = "access:identity:reindex"
    IDENTITY_ERASE = "access:identity:erase"
    REQUEST_REFUSE = "access:request:refuse"
    SESSION_OPEN = "access:session:open"
    SESSION_CLOSE = "access:session:close"
    SESSION_REFUSE = "access:session:refuse"
    CODE_ASK = "access:account-code:ask"
    ACCOUNT_SIGN_IN = "access:account:sign-in"
    ACCOUNT_REFUSE = "access:account:refuse"
    ACCOUNT_BEGIN = "access:account:begin"
    ACCOUNT_SET_PASSWORD = "access:account:set-password"  # noqa: S105 - the name of an event
    ACCOUNT_ADD_FACTOR = "access:account:add-factor"
    ACCOUNT_REMOVE_FACTOR = "access:account:remove-factor"
    ACCOUNT_RENEW_CODES = "access:account:renew-codes"
    ACCOUNT_RESET = "access:account:reset"

    @property
    def source(self) -> str:
        """The system in which it happens."""
        return self.value.split(":")[0]

    @property
    def discloses(self) -> bool:
        """Whether somebody is given to know something."""
        return self.value.split(":")[2] in DISCLOSING

    @property
    def subject(self) -> str:
        """The kind of thing the event is about."""
        return self.value.split(":")[1]


DISCLOSING = frozenset({"consult", "disclose", "compare", "export", "answer"})
