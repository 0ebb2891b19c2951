drop index bad.t_user_idx;
alter table bad.t add constraint t_user_fkey foreign key (user_id) references auth.users;

drop index bad.t_user_idx;
create index t_user_idx on bad.t (user_id) where id is null;
alter table bad.t add constraint t_user_fkey foreign key (user_id) references auth.users;

drop index bad.t_user_idx;
create index t_user_idx on bad.t (id, user_id);
alter table bad.t add constraint t_user_fkey foreign key (user_id) references auth.users;
