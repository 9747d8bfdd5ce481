-- What is accepted and not handled yet; what could not be handled; and what the example's handler
-- writes. Apply with psql -f; running it again changes nothing.
CREATE SCHEMA IF NOT EXISTS handoff;

CREATE TABLE IF NOT EXISTS handoff.inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now(),
    body bytea NOT NULL,                          -- as it was signed
    attempts int NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(), -- when it may be taken, or taken again
    reason text                                    -- why the last attempt failed
);
CREATE INDEX IF NOT EXISTS inbox_not_before ON handoff.inbox (not_before);

CREATE TABLE IF NOT EXISTS handoff.dead_letters (
    id bigint PRIMARY KEY,
    received_at timestamptz NOT NULL,
    died_at timestamptz NOT NULL DEFAULT now(),
    body bytea NOT NULL,
    attempts int NOT NULL,
    reason text NOT NULL
);

-- Stands for the tables of the application. Nothing in it is unique, so that an event that was
-- handled twice would show.
CREATE TABLE IF NOT EXISTS handoff.handled (
    event_id text,
    event_type text,
    entity_id text
);
