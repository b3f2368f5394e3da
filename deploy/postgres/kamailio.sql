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

CREATE TABLE IF NOT EXISTS kamailio.domain (
    domain TEXT PRIMARY KEY,               -- SIP domain of a tenant
    tenant TEXT NOT NULL,
    trunk  TEXT                            -- name of the trunk to the public network; NULL: none
);
ALTER TABLE kamailio.domain ADD COLUMN IF NOT EXISTS country TEXT; -- whose dialling rules hold; ISO 3166

CREATE TABLE IF NOT EXISTS kamailio.dialling_rule (
    country  TEXT NOT NULL,
    priority INTEGER NOT NULL,             -- the first rule that matches counts
    dialled  TEXT NOT NULL,                -- regular expression; its group is what number calls \1
    number   TEXT NOT NULL,                -- E.164 with +, or an emergency number
    PRIMARY KEY (country, priority)
);

CREATE TABLE IF NOT EXISTS kamailio.number (
    domain TEXT NOT NULL,
    number TEXT NOT NULL,                  -- extension as dialled
    target TEXT NOT NULL,                  -- account: 103@demo.test
    PRIMARY KEY (domain, number)
);

CREATE TABLE IF NOT EXISTS kamailio.did (
    number TEXT PRIMARY KEY,               -- E.164 with +
    target TEXT NOT NULL                   -- account: 103@demo.test
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
    SELECT 'dialplan:' || domain, 0, 0, kamailio.dialplan_id(country)::text FROM kamailio.domain WHERE country IS NOT NULL;

CREATE OR REPLACE VIEW kamailio.numbers AS
    SELECT number || '@' || domain AS key_name, 0 AS key_type, 0 AS value_type, target AS key_value FROM kamailio.number;

CREATE OR REPLACE VIEW kamailio.dids AS
    SELECT number AS key_name, 0 AS key_type, 0 AS value_type, target AS key_value FROM kamailio.did
    UNION ALL
    SELECT 'account:' || target, 0, 0, min(number) FROM kamailio.did GROUP BY target;

CREATE OR REPLACE VIEW kamailio.trunks AS
    SELECT name AS key_name, 0 AS key_type, 0 AS value_type,
           'sip:' || host || ':' || port || ';transport=' || transport AS key_value
    FROM kamailio.trunk
    UNION ALL
    SELECT 'source:' || host, 0, 0, min(name) FROM kamailio.trunk GROUP BY host;

-- The dialplan module's own table. match_op 1: a regular expression. VARCHAR, because of TEXT the backslashes would be unescaped.
CREATE OR REPLACE VIEW kamailio.dialplan AS
    SELECT kamailio.dialplan_id(country) AS dpid, priority AS pr, 1 AS match_op, 0 AS match_len,
           dialled::VARCHAR AS match_exp, dialled::VARCHAR AS subst_exp, number::VARCHAR AS repl_exp, ''::VARCHAR AS attrs
    FROM kamailio.dialling_rule;
