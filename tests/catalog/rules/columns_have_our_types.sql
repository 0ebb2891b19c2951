-- Moments are timestamptz and named *_at, money is integer cents, text is text.
select format('%s.%s is %s', a.attrelid::regclass, a.attname,
  format_type(a.atttypid, a.atttypmod))
from pg_attribute as a
inner join pg_class as c on c.oid = a.attrelid
where c.relnamespace = any (array(select r.oid from rooms as r))
  and c.relkind in ('r', 'p')
  and a.attnum > 0
  and (
    a.atttypid in (
      'timestamp'::regtype, 'timetz'::regtype, 'real'::regtype, 'float8'::regtype,
      'money'::regtype, 'numeric'::regtype, 'json'::regtype, 'bpchar'::regtype,
      'varchar'::regtype
    )
    or (a.attname ~ '_at$' and a.atttypid <> 'timestamptz'::regtype)
  )
  and format('%s.%s', a.attrelid::regclass, a.attname) not in (select p.name from promised_types as p)
