-- Triggers, also ours on tables of the platform, and whether they are enabled.
select
  array[n.nspname, f.pronamespace::regnamespace::name],
  format('trigger %I on %s', t.tgname, t.tgrelid::regclass),
  pg_get_triggerdef(t.oid)
  || case t.tgenabled
    when 'O' then '' when 'D' then ', disabled' when 'R' then ', replica' else ', always'
  end
from pg_trigger as t
inner join pg_class as c on c.oid = t.tgrelid
inner join pg_namespace as n on n.oid = c.relnamespace
inner join pg_proc as f on f.oid = t.tgfoid
where not t.tgisinternal and n.nspname <> 'audit_parts'
