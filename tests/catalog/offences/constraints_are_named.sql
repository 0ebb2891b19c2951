alter table bad.t add check (id is not null);

alter table bad.t add constraint fine check (id is not null);

alter table bad.t rename constraint t_pkey to primary_key;

alter table bad.t add unique (id), add unique (id);

alter table bad.t add constraint user_exists foreign key (user_id) references auth.users;
