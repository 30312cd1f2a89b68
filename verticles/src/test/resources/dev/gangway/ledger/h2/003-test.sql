create table test_only (id integer primary key);
