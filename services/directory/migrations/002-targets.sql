-- Everything that an extension can stand for, forwards, and what a tenant has set. Directory fills the tables anew when it starts.

ALTER TABLE directory.tenant
    ADD COLUMN mobile_profile TEXT,                -- NULL: mobiles have no codes
    ADD COLUMN settings       JSONB NOT NULL DEFAULT '{}'; -- transfer, callerId, dialling as the file has them, defaults filled in

ALTER TABLE directory.account
    ADD COLUMN peer_display TEXT NOT NULL DEFAULT 'none',
    ADD COLUMN forward_to   TEXT,                  -- E.164; NULL: calls are not forwarded
    ADD COLUMN forward_when TEXT[] NOT NULL DEFAULT '{}';

ALTER TABLE directory.trunk
    ADD COLUMN kind        TEXT NOT NULL DEFAULT 'carrier',
    ADD COLUMN redirection TEXT NOT NULL DEFAULT 'none';

CREATE TABLE directory.extension (
    tenant       TEXT NOT NULL REFERENCES directory.tenant ON DELETE CASCADE,
    extension    TEXT NOT NULL,
    display_name TEXT NOT NULL,
    target       TEXT NOT NULL,                    -- as in kamailio.number
    PRIMARY KEY (tenant, extension)
);

DROP TABLE directory.did;
CREATE TABLE directory.did (
    tenant    TEXT NOT NULL REFERENCES directory.tenant ON DELETE CASCADE,
    number    TEXT PRIMARY KEY,                    -- E.164 with +
    extension TEXT NOT NULL,
    FOREIGN KEY (tenant, extension) REFERENCES directory.extension ON DELETE CASCADE
);
