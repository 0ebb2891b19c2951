alter table bad.t add constraint id_is_unique unique (id);
create table bad.u (org_id uuid, t_id uuid constraint u_t_fkey references bad.t (id));

create table bad.u (org_id uuid, t_id uuid, constraint u_t_fkey foreign key (t_id, org_id) references bad.t (org_id, id));

alter table bad.t add other_org uuid constraint t_other_fkey references tenancy.orgs;
