-- What was drawn from pools. A place of a pool is drawn once; its row stays, whatever becomes of it.
create table pool_draw (
    pool character varying(40) not null,
    place bigint not null,
    serial character varying(128) not null,
    job character varying(32),
    shown character varying(1000) not null,
    burn boolean not null,
    fate character varying(8) not null,
    seq bigint not null references record (seq),
    primary key (pool, place)
);

create index pool_draw_serial on pool_draw (serial, pool);

create index pool_draw_job on pool_draw (job);

-- What no two draws may have, of whatever pool: one unit's MAC address is nobody else's.
create table pool_value (
    taken character varying(200) primary key,
    pool character varying(40) not null,
    place bigint not null,
    foreign key (pool, place) references pool_draw (pool, place)
);
