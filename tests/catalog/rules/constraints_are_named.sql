-- Constraints have names that say what they ask for: <table>_pkey, <table>_<what>_fkey, and
-- for the rest a sentence of two words or more, not what Postgres makes up.
select format('%s on %s', c.conname, c.conrelid::regclass)
from pg_constraint as c
inner join pg_class as r on r.oid = c.conrelid
where c.connamespace = any (array(select r.oid from rooms as r))
  and case c.contype
    when 'p' then c.conname <> r.relname || '_pkey'
    when 'f' then c.conname !~ format('^%s_[a-z0-9_]+_fkey$', r.relname)
    -- A sentence of two words or more, not what Postgres makes up.
    when 'c' then c.conname !~ '^[a-z]+(_[a-z0-9]+)+$' or c.conname ~ '_check[0-9]*$'
    when 'u' then c.conname !~ '^[a-z]+(_[a-z0-9]+)+$' or c.conname ~ '_key[0-9]+$'
    when 'x' then c.conname !~ '^[a-z]+(_[a-z0-9]+)+$' or c.conname ~ '_excl[0-9]*$'
  end
