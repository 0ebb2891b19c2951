-- Indexes are named <table>_<what>_idx, or _key where they keep something unique.
select c.relname
from pg_index as i
inner join pg_class as c on c.oid = i.indexrelid
inner join pg_class as r on r.oid = i.indrelid
where c.relnamespace = any (array(select r.oid from rooms as r))
  and not exists (
    select from pg_constraint as k where k.conindid = i.indexrelid and k.contype <> 'f'
  )
  and c.relname !~ format('^%s_[a-z0-9_]+_(idx|key)$', r.relname)
