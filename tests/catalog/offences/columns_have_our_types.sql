alter table bad.t add price numeric;

alter table bad.t add moment timestamp;

alter table bad.t add name varchar(10);

alter table bad.t add paid_at date;
