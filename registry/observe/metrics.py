"""Metrics for Prometheus, added up over all workers when there are several."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from registry.clock import Clock
from registry.db import Database
from registry.journal import waiting
from registry.journal.checkpoints import newest, oldest_uncovered
from registry.journal.leaves import tree_size
from registry.rules.held import GOOD, PURCHASE
from registry.tables import Hit, JournalEntry

REQUESTS = Counter("register_requests_total", "Requests answered", ["method", "endpoint", "status"])
DURATION = Histogram(
    "register_request_seconds",
    "Time to answer a request",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def init_metrics(app: Flask) -> None:
    """Count and time every request by its endpoint."""

    @app.before_request
    def _start() -> None:
        g.metered = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(request.method, endpoint, response.status_code).inc()
        DURATION.labels(endpoint).observe(time.perf_counter() - g.metered)
        return response


def render_metrics(database: Database, clock: Clock) -> Response:
    """Return the counters of all workers and the state of the journal and the desk."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped in the library
    text = generate_latest(registry) + generate_latest(_of_the_store(database, clock))
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def _of_the_store(database: Database, clock: Clock) -> CollectorRegistry:
    registry = CollectorRegistry()
    hits = Gauge("register_hits", "Hits by status", ["status"], registry=registry)
    unsequenced = Gauge(
        "register_journal_unsequenced", "Journal entries with no position yet", registry=registry
    )
    lag = Gauge(
        "register_follower_lag",
        "Changes that a follower has not handled",
        ["follower"],
        registry=registry,
    )
    horizon = Gauge(
        "register_horizon_age_seconds",
        "Age of the oldest write transaction, which holds up the order of the journal",
        registry=registry,
    )
    log_size = Gauge("register_log_leaves", "Events in the log's tree", registry=registry)
    covered = Gauge("register_log_covered", "Events under the newest checkpoint", registry=registry)
    uncovered = Gauge(
        "register_log_uncovered_seconds",
        "Age of the oldest event that no checkpoint covers; receipts promise a minute",
        registry=registry,
    )
    with database.read() as session:
        counted = session.execute(select(Hit.status, func.count()).group_by(Hit.status))
        for status, number in counted:
            hits.labels(status).set(number)
        unsequenced.set(
            session.scalar(select(func.count()).where(JournalEntry.position.is_(None))) or 0
        )
        lag.labels("matcher").set(waiting(session, "matcher", (GOOD, PURCHASE)))
        horizon.set(database.horizon_age(session))
        last = newest(session)
        log_size.set(tree_size(session))
        covered.set(last.size if last else 0)
        oldest = oldest_uncovered(session)
        uncovered.set(max(0.0, (clock() - oldest).total_seconds()) if oldest else 0)
    return registry
