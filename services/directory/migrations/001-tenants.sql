-- The tenants as they were loaded last. Passwords are kept as MD5(user:domain:password) only.

CREATE TABLE directory.tenant (
    name            TEXT PRIMARY KEY,
    domain          TEXT NOT NULL UNIQUE,
    country         TEXT NOT NULL,            -- ISO 3166
    profile         TEXT NOT NULL,
    ring_timeout_ms INTEGER NOT NULL,
    public_trunk    TEXT,                     -- name of the trunk to the public network; NULL: none
    loaded_at       TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE directory.account (
    tenant       TEXT NOT NULL REFERENCES directory.tenant ON DELETE CASCADE,
    account      TEXT PRIMARY KEY,            -- 101@demo.test
    extension    TEXT NOT NULL,
    display_name TEXT NOT NULL,
    language     TEXT NOT NULL,
    ha1          TEXT NOT NULL,
    UNIQUE (tenant, extension)
);

CREATE TABLE directory.trunk (
    tenant    TEXT NOT NULL REFERENCES directory.tenant ON DELETE CASCADE,
    name      TEXT PRIMARY KEY,
    address   TEXT NOT NULL,                  -- host:port
    transport TEXT NOT NULL
);

CREATE TABLE directory.did (
    tenant  TEXT NOT NULL REFERENCES directory.tenant ON DELETE CASCADE,
    number  TEXT PRIMARY KEY,                 -- E.164 with +
    account TEXT NOT NULL REFERENCES directory.account ON DELETE CASCADE
);
