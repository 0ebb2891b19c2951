alter table bad.t drop constraint t_pkey;

alter table bad.t drop constraint t_pkey;
alter table bad.t add constraint t_pkey primary key (id, org_id);

alter table tenancy.permissions rename to rights;
