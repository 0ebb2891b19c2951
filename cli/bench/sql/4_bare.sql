-- The floor that selling is measured against: a function that inserts the rows of one order, and
-- does nothing else, into copies of the same tables, with the same indexes, checks and foreign
-- keys, but no triggers.

create function bench.copied_tables()
  returns text[]
  language sql
  immutable
  set search_path = ''
as $$
  select array[
    'payments.payables', 'sales.orders', 'sales.order_items', 'sales.participants',
    'sales.participant_details', 'sales.registrations', 'sales.registration_answers',
    'sales.capacity_claims', 'core.audit_log'
  ]
$$;

create function bench.copy_tables(p_tables text[] default bench.copied_tables())
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_name text;
  v_key record;
begin
  foreach v_name in array p_tables loop
    execute format(
      'create table bench.%I (like %s including all)', split_part(v_name, '.', 2), v_name);
  end loop;
  -- A key to a copied table points to the copy.
  for v_key in
    select c.conname, t.relname, f.relname as referred, f.oid::regclass::text as referred_name,
      f.oid::regclass::text = any (p_tables) as is_copied, pg_get_constraintdef(c.oid) as definition
    from pg_catalog.pg_constraint as c
    join pg_catalog.pg_class as t on t.oid = c.conrelid
    join pg_catalog.pg_class as f on f.oid = c.confrelid
    where c.contype = 'f' and c.conrelid::regclass::text = any (p_tables)
  loop
    execute format(
      'alter table bench.%I add constraint %I %s', v_key.relname, v_key.conname,
      case
        when v_key.is_copied then replace(
          v_key.definition, 'REFERENCES ' || v_key.referred_name || '(',
          format('REFERENCES bench.%I(', v_key.referred))
        else v_key.definition
      end);
  end loop;
end
$$;

-- As many rows as the originals have, so that the indexes are as deep. A repeat does nothing.
create function bench.fill_copies()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  if exists (select 1 from bench.payables) then
    return;
  end if;
  perform set_config('session_replication_role', 'replica', true);
  insert into bench.payables select * from payments.payables;
  insert into bench.orders select * from sales.orders;
  insert into bench.order_items select * from sales.order_items;
  insert into bench.participants select * from sales.participants;
  insert into bench.participant_details select * from sales.participant_details;
  insert into bench.registrations select * from sales.registrations;
  insert into bench.registration_answers select * from sales.registration_answers;
  insert into bench.capacity_claims select * from sales.capacity_claims;
  insert into bench.audit_log overriding system value select * from core.audit_log;
  perform setval(
    pg_get_serial_sequence('bench.audit_log', 'audit_id'), max(a.audit_id))
  from core.audit_log as a;
end
$$;

create function bench.insert_order(p_event_id uuid, p_ticket_type_id uuid)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.own_org();
  v_id uuid := core.new_id();
  v_until timestamptz := now() + interval '15 minutes';
begin
  insert into bench.payables (org_id, id, kind, amount, currency)
  values (v_org_id, v_id, 'order', 5000, 'EUR');
  insert into bench.orders (
    org_id, id, event_id, order_number, email, purchaser_name, language, subtotal_amount,
    vat_amount, total_amount, currency, public_token_hash, expires_at, release_at
  )
  values (
    v_org_id, v_id, p_event_id, right(v_id::text, 10), 'sam@example.org', 'Sam de Vries', 'nl',
    5000, 413, 5000, 'EUR', sha256(uuid_send(v_id)), v_until, v_until);
  insert into bench.order_items (
    org_id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  values (v_org_id, v_id, 1, p_ticket_type_id, 'Distance 0', 2, 2500, 5000, 900, 413);
  insert into bench.capacity_claims (org_id, order_id, pool_id, quantity)
  values (v_org_id, v_id, p_ticket_type_id, 2);
  insert into bench.audit_log (
    org_id, entity_type, entity_id, action, new_value, performed_by_type, address, user_agent
  )
  values (
    v_org_id, 'order', v_id::text, 'order.created',
    '{"event_id": "00000003-0000-7000-8000-000000000000", "order_number": "Z34QE8F3YZ",
      "status": "pending", "total_amount": 5000, "currency": "EUR", "language": "nl"}',
    'guest', '192.0.2.1', 'bench');
  return v_id;
end
$$;
grant execute on function bench.insert_order(uuid, uuid) to anon;

-- The same through PostgREST, which serves the schema public only.
create function public.bench_insert_order(event_id uuid, ticket_type_id uuid)
  returns uuid
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select bench.insert_order(bench_insert_order.event_id, bench_insert_order.ticket_type_id)
$$;
grant execute on function public.bench_insert_order(uuid, uuid) to anon;

-- What was written in the bench's own org, per table: the number of rows and their bytes on average,
-- by what is measured and by its bare likeness.
create function bench.compare_rows(
  p_tables text[] default bench.copied_tables(),
  out table_name text,
  out sold bigint,
  out bare bigint,
  out sold_bytes double precision,
  out bare_bytes double precision
)
  returns setof record
  language plpgsql
  stable
  set search_path = ''
as $$
begin
  foreach table_name in array p_tables loop
    execute format(
      'select count(*), coalesce(avg(pg_column_size(t)), 0) from %s as t where t.org_id = $1',
      table_name)
    into sold, sold_bytes using bench.own_org();
    execute format(
      'select count(*), coalesce(avg(pg_column_size(t)), 0) from bench.%I as t where t.org_id = $1',
      split_part(table_name, '.', 2))
    into bare, bare_bytes using bench.own_org();
    return next;
  end loop;
end
$$;
