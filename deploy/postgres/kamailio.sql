-- What Kamailio reads and writes. Safe to run again. Kamailio's own connections have search_path = kamailio.

CREATE SCHEMA IF NOT EXISTS kamailio;

-- Kamailio's standard tables, of the versions that its modules ask for.

CREATE TABLE IF NOT EXISTS kamailio.version (
    id            SERIAL PRIMARY KEY,
    table_name    VARCHAR(32) NOT NULL UNIQUE,
    table_version INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS kamailio.subscriber (
    id       SERIAL PRIMARY KEY,
    username VARCHAR(64) NOT NULL DEFAULT '',
    domain   VARCHAR(64) NOT NULL DEFAULT '',
    password VARCHAR(64) NOT NULL DEFAULT '',   -- stays empty: ha1 is enough
    ha1      VARCHAR(128) NOT NULL DEFAULT '',  -- MD5 of username:domain:password, in hex (RFC 2617 §3.2.2.2)
    ha1b     VARCHAR(128) NOT NULL DEFAULT '',
    CONSTRAINT subscriber_account_idx UNIQUE (username, domain)
);

CREATE TABLE IF NOT EXISTS kamailio.location (
    id            SERIAL PRIMARY KEY,
    ruid          VARCHAR(64) NOT NULL DEFAULT '' UNIQUE,
    username      VARCHAR(64) NOT NULL DEFAULT '',
    domain        VARCHAR(64),
    contact       VARCHAR(512) NOT NULL DEFAULT '',
    received      VARCHAR(128),
    path          VARCHAR(512),
    expires       TIMESTAMP NOT NULL DEFAULT '2030-05-28 21:32:15',
    q             REAL NOT NULL DEFAULT 1.0,
    callid        VARCHAR(255) NOT NULL DEFAULT 'Default-Call-ID',
    cseq          INTEGER NOT NULL DEFAULT 1,
    last_modified TIMESTAMP NOT NULL DEFAULT '2000-01-01 00:00:01',
    flags         INTEGER NOT NULL DEFAULT 0,
    cflags        INTEGER NOT NULL DEFAULT 0,
    user_agent    VARCHAR(255) NOT NULL DEFAULT '',
    socket        VARCHAR(64),
    methods       INTEGER,
    instance      VARCHAR(255),
    reg_id        INTEGER NOT NULL DEFAULT 0,
    server_id     INTEGER NOT NULL DEFAULT 0,
    connection_id INTEGER NOT NULL DEFAULT 0,
    keepalive     INTEGER NOT NULL DEFAULT 0,
    partition     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS location_account_contact_idx ON kamailio.location (username, domain, contact);
CREATE INDEX IF NOT EXISTS location_expires_idx ON kamailio.location (expires);
CREATE INDEX IF NOT EXISTS location_connection_idx ON kamailio.location (server_id, connection_id);

INSERT INTO kamailio.version (table_name, table_version)
VALUES ('version', 1), ('subscriber', 7), ('location', 9), ('dialplan', 2)
ON CONFLICT (table_name) DO UPDATE SET table_version = EXCLUDED.table_version;

-- Routing, written by the directory service. After a change it reloads the hash table of the same plural name, or the dialplan.

CREATE TABLE IF NOT EXISTS kamailio.trunk (
    name      TEXT PRIMARY KEY,
    host      TEXT NOT NULL,               -- an IP address where the trunk also sends calls to us
    port      INTEGER NOT NULL DEFAULT 5060,
    transport TEXT NOT NULL DEFAULT 'udp' CHECK (transport IN ('udp', 'tcp'))
);
ALTER TABLE kamailio.trunk
    ADD COLUMN IF NOT EXISTS kind TEXT NOT NULL DEFAULT 'carrier'  -- to the public network, or another PBX of the tenant
        CHECK (kind IN ('carrier', 'pbx')),
    ADD COLUMN IF NOT EXISTS domain TEXT,                          -- SIP domain whose extensions a pbx may call; NULL: DIDs only
    ADD COLUMN IF NOT EXISTS username TEXT,                        -- digest credentials that it asks us for (RFC 3261 §22); NULL: none
    ADD COLUMN IF NOT EXISTS password TEXT,
    ADD COLUMN IF NOT EXISTS redirection TEXT NOT NULL DEFAULT 'none' -- how it wants to be told who diverted a call (RFC 5806, RFC 7044)
        CHECK (redirection IN ('none', 'diversion', 'history-info'));

CREATE TABLE IF NOT EXISTS kamailio.domain (
    domain TEXT PRIMARY KEY,               -- SIP domain of a tenant
    tenant TEXT NOT NULL,
    trunk  TEXT                            -- name of the trunk to the public network; NULL: none
);
ALTER TABLE kamailio.domain
    ADD COLUMN IF NOT EXISTS country TEXT,      -- whose dialling rules hold; ISO 3166
    ADD COLUMN IF NOT EXISTS fixed_number TEXT; -- E.164 that the public network sees on forwarded calls; NULL: the dialled number

CREATE TABLE IF NOT EXISTS kamailio.dialling_rule (
    country  TEXT NOT NULL,
    priority INTEGER NOT NULL,             -- the first rule that matches counts
    dialled  TEXT NOT NULL,                -- regular expression; its group is what number calls \1
    number   TEXT NOT NULL,                -- E.164 with +, or an emergency number
    PRIMARY KEY (country, priority)
);

-- A target is one of
--   account:101@demo.test                  all contacts of the account
--   group:101@demo.test,102@demo.test      all contacts of all of them, the first answer wins
--   public:+48600100200                    E.164, or an emergency number: over the tenant's trunk
--   trunk:branch:20                        the number 20 at the trunk "branch"
--   uri:sip:bob@192.0.2.1:5060             wherever that leads

CREATE TABLE IF NOT EXISTS kamailio.number (
    domain TEXT NOT NULL,
    number TEXT NOT NULL,                  -- extension as dialled
    target TEXT NOT NULL,
    PRIMARY KEY (domain, number)
);

CREATE TABLE IF NOT EXISTS kamailio.did (
    number TEXT PRIMARY KEY,               -- E.164 with +
    target TEXT NOT NULL                   -- that of the extension that it rings
);
ALTER TABLE kamailio.did ADD COLUMN IF NOT EXISTS domain TEXT NOT NULL DEFAULT ''; -- SIP domain of the tenant that owns it

-- Where an account's calls go instead of its phones, or after them.
CREATE TABLE IF NOT EXISTS kamailio.forward (
    account   TEXT NOT NULL,               -- 103@demo.test
    condition TEXT NOT NULL CHECK (condition IN ('always', 'unavailable', 'no-answer', 'busy')),
    number    TEXT NOT NULL,               -- E.164 with +
    PRIMARY KEY (account, condition)
);

-- Hash tables, in the columns that the htable module loads. key_type and value_type 0: one string for a key.

-- The dialplan module knows its plans by number: a country's two letters make one that never changes.
CREATE OR REPLACE FUNCTION kamailio.dialplan_id(country TEXT) RETURNS INTEGER IMMUTABLE LANGUAGE SQL AS
    $$ SELECT ascii(country) * 256 + ascii(right(country, 1)) $$;

CREATE OR REPLACE VIEW kamailio.credentials AS
    SELECT username || '@' || domain AS key_name, 0 AS key_type, 0 AS value_type, ha1 AS key_value FROM kamailio.subscriber;

CREATE OR REPLACE VIEW kamailio.domains AS
    SELECT domain AS key_name, 0 AS key_type, 0 AS value_type, tenant AS key_value FROM kamailio.domain
    UNION ALL
    SELECT 'trunk:' || domain, 0, 0, trunk FROM kamailio.domain WHERE trunk IS NOT NULL
    UNION ALL
    SELECT 'dialplan:' || domain, 0, 0, kamailio.dialplan_id(country)::text FROM kamailio.domain WHERE country IS NOT NULL
    UNION ALL
    SELECT 'fixed:' || domain, 0, 0, fixed_number FROM kamailio.domain WHERE fixed_number IS NOT NULL;

CREATE OR REPLACE VIEW kamailio.numbers AS
    SELECT number || '@' || domain AS key_name, 0 AS key_type, 0 AS value_type, target AS key_value FROM kamailio.number;

CREATE OR REPLACE VIEW kamailio.dids AS
    SELECT number AS key_name, 0 AS key_type, 0 AS value_type, target AS key_value FROM kamailio.did
    UNION ALL
    SELECT target, 0, 0, min(number) FROM kamailio.did WHERE target LIKE 'account:%' GROUP BY target
    UNION ALL
    SELECT 'domain:' || number, 0, 0, domain FROM kamailio.did
    UNION ALL
    SELECT 'first:' || domain, 0, 0, min(number) FROM kamailio.did GROUP BY domain;

CREATE OR REPLACE VIEW kamailio.forwards AS
    SELECT account || ':' || condition AS key_name, 0 AS key_type, 0 AS value_type, number AS key_value FROM kamailio.forward;

CREATE OR REPLACE VIEW kamailio.trunks AS
    SELECT name AS key_name, 0 AS key_type, 0 AS value_type,
           'sip:' || host || ':' || port || ';transport=' || transport AS key_value
    FROM kamailio.trunk
    UNION ALL
    SELECT 'source:' || host, 0, 0, min(name) FROM kamailio.trunk GROUP BY host
    UNION ALL
    SELECT key || ':' || name, 0, 0, value
    FROM kamailio.trunk, LATERAL (VALUES ('kind', kind), ('domain', domain), ('username', username), ('password', password),
                                         ('redirection', redirection)) AS settings (key, value)
    WHERE value IS NOT NULL;

-- The dialplan module's own table. match_op 1: a regular expression. VARCHAR, because of TEXT the backslashes would be unescaped.
CREATE OR REPLACE VIEW kamailio.dialplan AS
    SELECT kamailio.dialplan_id(country) AS dpid, priority AS pr, 1 AS match_op, 0 AS match_len,
           dialled::VARCHAR AS match_exp, dialled::VARCHAR AS subst_exp, number::VARCHAR AS repl_exp, ''::VARCHAR AS attrs
    FROM kamailio.dialling_rule;
