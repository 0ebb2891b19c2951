-- Rewrite rules other than those that make a view.
select
  array[n.nspname],
  format('rule %I on %s', r.rulename, r.ev_class::regclass),
  format('%s, enabled %s', pg_get_ruledef(r.oid), r.ev_enabled)
from pg_rewrite as r
inner join pg_class as c on c.oid = r.ev_class
inner join pg_namespace as n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and n.nspname <> 'pg_catalog'
