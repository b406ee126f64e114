"""What may happen, one file a noun: functions of a session, an actor, a moment and facts."""
