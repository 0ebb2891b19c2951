begin;
select plan(2);

-- A new table with deleted_at is registered, or stands here with the reason.
select results_eq(
  $$
    select a.attrelid::regclass::text
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid and c.relkind = 'r'
    where a.attname = 'deleted_at' and not a.attisdropped
      and c.relnamespace::regnamespace::text not in ('auth', 'storage')
    except
    select r.table_name from tenancy.restorables as r
    order by 1
  $$,
  array[
    'door.terminals',  -- its code and logins are gone for good: another is made in a moment
    'integrations.integrations',  -- its secrets are gone for good, as above
    'tenancy.orgs'  -- brought back by the platform
  ],
  'an owner restores it');
select is_empty(
  $$
    select r.table_name
    from tenancy.restorables as r
    where (
      select count(*) from pg_attribute as a
      where a.attrelid = to_regclass(r.table_name) and a.attname in ('org_id', 'id', 'deleted_at')
    ) < 3
  $$,
  'and what is registered is there');

select * from finish();
rollback;
