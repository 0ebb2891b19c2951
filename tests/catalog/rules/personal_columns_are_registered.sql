-- What may tell of a person stands in tenancy.personal_data, or is known to tell of nobody.
select format('%s.%s', c.oid::regclass, a.attname)
from pg_class as c
join rooms as r on r.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p')
  and not c.relispartition
  and a.atttypid = any (array['text', 'jsonb', 'date', 'text[]', 'inet']::regtype[])
  and (
    a.attname ~ '(^|_)(email|name|phone|birth|gender|nationality|iban|address|agent|street|postal|city|company|club|vat|medical|emergency|licence|note|notes|body|text|texts|reason|comment|answer|value|personalisation|preferences|tags|badges|payload|raw|facts|subject|recipient|buyer|holder|former|entry|by|reference|url|appeal|details|metadata|data|ip)(_|$)'
    or col_description(c.oid, a.attnum) ~* 'e-mail|phone number|birth|address|personal|sensitive'
  )
  and not exists (
    select
    from tenancy.personal_data as d
    where d.table_name = c.oid::regclass::text and a.attname = any (d.columns)
  )
  and not exists (
    select
    from not_personal as n
    where format('%s.%s', c.oid::regclass, a.attname) like n.name
  )
union all
select format('%s: %s is no column of it', d.table_name, k.name)
from tenancy.personal_data as d
cross join unnest(d.columns || array['org_id']) as k (name)
where not exists (
  select from pg_attribute as a
  where a.attrelid = to_regclass(d.table_name) and a.attname = k.name and not a.attisdropped
)
