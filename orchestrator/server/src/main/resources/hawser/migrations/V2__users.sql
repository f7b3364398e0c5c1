-- People, their sessions, and tokens for programs. Secrets are kept as hashes only.

create table user_account (
  name varchar(64) primary key,
  role varchar(16) not null,
  -- argon2id in PHC string format
  password_hash varchar(256) not null,
  -- the password is a one-time one: nothing but choosing another is allowed
  must_change boolean not null,
  created_epoch_ms bigint not null
);

create table user_session (
  -- hexadecimal SHA-256 of the cookie's value
  token_hash varchar(64) primary key,
  user_name varchar(64) not null references user_account (name) on delete cascade,
  created_epoch_ms bigint not null,
  expires_epoch_ms bigint not null
);

create index user_session_of_user on user_session (user_name);

create table api_token (
  id varchar(36) primary key,
  name varchar(64) not null,
  role varchar(16) not null,
  -- hexadecimal SHA-256 of the token
  token_hash varchar(64) not null unique,
  created_by varchar(80) not null,
  created_epoch_ms bigint not null
);
