-- The chain. Rows are only ever inserted. "chain" is SHA-256 over: previous, line feed, seq, line feed, body.
create table record (
    seq bigint primary key,
    kind character varying(8) not null,
    job character varying(32),
    attempt integer not null,
    serial character varying(128),
    at character varying(24) not null,
    body character varying(1048576) not null,
    previous character(64) not null,
    chain character(64) not null
);

-- An append that is repeated finds the first one here. Notes have no job and are never repeats.
create unique index record_once on record (job, kind, attempt);

-- What is asked about finished jobs, extracted from their records.
create table closed_job (
    seq bigint primary key references record (seq),
    job character varying(32) not null unique,
    serial character varying(128) not null,
    recipe character varying not null,
    verdict character varying(16) not null,
    ended_at bigint not null,
    seconds double precision not null,
    first_try boolean not null
);

create index closed_job_serial on closed_job (serial, seq);

create index closed_job_ended on closed_job (ended_at);

-- Jobs that were opened and not closed.
create table open_job (
    job character varying(32) primary key,
    serial character varying(128) not null,
    seq bigint not null references record (seq)
);

create index open_job_serial on open_job (serial);

-- The outbox: up to where everything is acknowledged, and what is to be sent again.
create table outbox_cursor (
    id integer primary key,
    seq bigint not null
);

insert into outbox_cursor values (1, 0);

create table outbox_resend (
    id bigint generated always as identity primary key,
    next_seq bigint not null,
    last_seq bigint not null
);
