-- One row: the number of the last commit. Whoever commits locks it first.
CREATE TABLE company_head (
  id       INT    NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO company_head (id, revision) VALUES (1, 0);

-- Every commit, with its records as JSON.
CREATE TABLE revision_log (
  revision BIGINT       NOT NULL PRIMARY KEY,
  epoch_ms BIGINT       NOT NULL,
  actor    VARCHAR(200) NOT NULL,
  command  VARCHAR(60)  NOT NULL,
  changes  TEXT         NOT NULL
);

-- Commits that are not distributed yet.
CREATE TABLE outbox (
  revision BIGINT NOT NULL PRIMARY KEY REFERENCES revision_log (revision)
);

-- The company as it is. `body` is the whole record; the other columns are there to be searched and constrained.
CREATE TABLE setting (
  name VARCHAR(40) NOT NULL PRIMARY KEY,
  body TEXT        NOT NULL
);
CREATE TABLE site (
  name VARCHAR(63) NOT NULL PRIMARY KEY,
  body TEXT        NOT NULL
);
CREATE TABLE claim (
  id          VARCHAR(40) NOT NULL PRIMARY KEY,
  secret_hash VARCHAR(64) NOT NULL UNIQUE,
  edge_id     VARCHAR(36) UNIQUE,
  body        TEXT        NOT NULL
);
CREATE TABLE edge (
  id          VARCHAR(36) NOT NULL PRIMARY KEY,
  fingerprint VARCHAR(64) NOT NULL UNIQUE,
  state       VARCHAR(20) NOT NULL,
  body        TEXT        NOT NULL
);

-- What edges were told: signed, numbered, newest last.
CREATE TABLE edge_revision (
  edge_id      VARCHAR(36) NOT NULL,
  revision     BIGINT      NOT NULL,
  epoch_ms     BIGINT      NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  signed       BYTEA       NOT NULL,
  PRIMARY KEY (edge_id, revision)
);

-- What edges said of it.
CREATE TABLE edge_standing (
  edge_id  VARCHAR(36)   NOT NULL PRIMARY KEY,
  revision BIGINT        NOT NULL,
  accepted BOOLEAN       NOT NULL,
  error    VARCHAR(1000) NOT NULL,
  in_force BIGINT        NOT NULL,
  epoch_ms BIGINT        NOT NULL
);
