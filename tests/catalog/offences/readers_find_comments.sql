comment on schema bad is null;

comment on type bad.status is null;

comment on table bad.t is null;

comment on view public.v is null;

comment on function public.r(int) is null;

create type bad.pair as (a int);
