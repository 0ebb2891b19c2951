-- What pgTAP tests are built with; a schema that only test databases get. Files run in one
-- transaction that is rolled back, as the owner `postgres`; they become somebody else with
-- as_user() and come back with as_operator(). Users are known by a short name: make_user('anna')
-- makes anna@example.test. Builders go through the API, so that what they build is what clients
-- can build.

create schema test_support;
grant usage on schema test_support to public;

-- Makes a user as the auth server would, and returns their id.
create function test_support.make_user(p_name text)
  returns uuid
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  insert into auth.users (id, email, email_confirmed_at)
  values (core.new_id(), p_name || '@example.test', now())
  returning id
$$;

create function test_support.user_id(p_name text)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select u.id from auth.users as u where u.email = p_name || '@example.test'
$$;

-- Puts a user's access token into the request, and leaves the role alone: for tests of functions
-- that only other functions may call.
create function test_support.sign_in(p_name text)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_id uuid := test_support.user_id(p_name);
begin
  if v_id is null then
    raise exception 'there is no test user %', p_name;
  end if;
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', v_id, 'email', p_name || '@example.test')::text, true);
end
$$;

-- From here on the statements come from this signed-in user, as PostgREST would run them.
create function test_support.as_user(p_name text)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.sign_in(p_name);
  perform set_config('role', 'authenticated', true);
end
$$;

-- From here on the statements come from a visitor who has only the anon key.
create function test_support.as_anon()
  returns void
  language sql
  volatile
  security invoker
as $$
  select set_config('request.jwt.claims', '{"role": "anon"}', true);
  select set_config('role', 'anon', true);
$$;

-- From here on the statements come from a worker, or from whoever holds the service key.
create function test_support.as_service()
  returns void
  language sql
  volatile
  security invoker
as $$
  select set_config('request.jwt.claims', '{"role": "service_role"}', true);
  select set_config('role', 'service_role', true);
$$;

-- Back to the operator in psql, who owns the database.
create function test_support.as_operator()
  returns void
  language sql
  volatile
  security invoker
as $$
  select set_config('role', 'none', true);
  select set_config('request.jwt.claims', '', true);
  select set_config('app.actor_type', '', true);
$$;

-- Moves the clock of the database under test.
create function test_support.set_clock(p_now timestamptz)
  returns void
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  update core.settings set value = 'true' where key = 'core.clock_is_movable';
  select set_config('app.now', p_now::text, true);
$$;

-- One test: the statement is refused with this HTTP status and slug.
create function test_support.throws_slug(
  p_statement text,
  p_status integer,
  p_slug text,
  p_description text default null
)
  returns text
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_state text := 'none';
  v_slug text := 'none';
  v_detail text;
begin
  begin
    execute p_statement;
  exception when others then
    get stacked diagnostics v_state = returned_sqlstate, v_detail = pg_exception_detail;
    v_slug := case when v_state like 'PT%' then v_detail::jsonb ->> 'code' else sqlerrm end;
  end;
  return is(
    v_state || ' ' || v_slug, 'PT' || p_status || ' ' || p_slug,
    coalesce(p_description, 'refused with ' || p_slug));
end
$$;

-- An org, founded by a user through the API. Returns its id; the statements that follow come from
-- the operator.
create function test_support.make_org(p_name text, p_owner text)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_org_id uuid;
begin
  perform test_support.as_user(p_owner);
  v_org_id := (public.create_org(p_name) ->> 'org_id')::uuid;
  perform test_support.as_operator();
  return v_org_id;
end
$$;

-- Invites an existing user to an org and accepts for them. Returns their id; the statements that
-- follow come from the operator.
create function test_support.add_member(p_org_id uuid, p_owner text, p_name text, p_role text)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_user(p_owner);
  perform public.invite_member(p_org_id, p_name || '@example.test', p_role);
  perform test_support.as_operator();
  perform test_support.accept_as(p_name, test_support.invitation_token(p_name || '@example.test'));
  return test_support.user_id(p_name);
end
$$;

-- The token in the newest invitation mail to an address.
create function test_support.invitation_token(p_email text)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select e.payload ->> 'token'
  from core.outbox_events as e
  where e.topic = 'email.invitation' and e.payload ->> 'email' = p_email
  order by e.event_id desc
  limit 1
$$;

create function test_support.accept_as(p_name text, p_token text)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_user(p_name);
  perform public.accept_invitation(p_token);
  perform test_support.as_operator();
end
$$;

-- An org with one user per role, each named like the role: owner, admin, finance, support, scanner,
-- member; and `stranger`, who owns another org.
create function test_support.make_staffed_org()
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_org_id uuid;
  v_role text;
begin
  foreach v_role in array enum_range(null::tenancy.member_role)::text[] || array['stranger'] loop
    perform test_support.make_user(v_role);
  end loop;
  v_org_id := test_support.make_org('Staffed org', 'owner');
  perform test_support.make_org('Other org', 'stranger');
  foreach v_role in array enum_range('admin'::tenancy.member_role, null)::text[] loop
    perform test_support.add_member(v_org_id, 'owner', v_role, v_role);
  end loop;
  return v_org_id;
end
$$;

-- Inserts a row through an API view as a user, with only the columns that are given. Returns its
-- id; the statements that follow come from the operator.
create function test_support.add_row(p_user text, p_view text, p_row jsonb)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_columns text := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(p_row) as k);
  v_id uuid;
begin
  perform test_support.as_user(p_user);
  execute format(
    'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1) '
    'returning id', p_view, v_columns)
  into v_id using p_row;
  perform test_support.as_operator();
  return v_id;
end
$$;

-- A draft event thirty days from now. Returns its id.
create function test_support.make_event(p_org_id uuid, p_owner text, p_more jsonb default '{}')
  returns uuid
  language sql
  volatile
  security invoker
as $$
  select test_support.add_row(p_owner, 'events', jsonb_build_object(
    'org_id', p_org_id, 'title', 'City Run', 'location_name', 'Utrecht',
    'starts_at', core.clock() + interval '30 days', 'ends_at', core.clock() + interval '31 days'
  ) || p_more)
$$;

-- A ticket type of an event: 25 euros, 80 places. Returns its id.
create function test_support.make_ticket_type(p_event_id uuid, p_owner text,
  p_more jsonb default '{}')
  returns uuid
  language sql
  volatile
  security invoker
as $$
  select test_support.add_row(p_owner, 'ticket_types', jsonb_build_object(
    'org_id', e.org_id, 'event_id', e.id, 'name', '10 km', 'price', 2500, 'capacity', 80
  ) || p_more)
  from events.events as e
  where e.id = p_event_id
$$;

-- A question to the participants of an event: a text, unless `p_more` says what. Returns its id;
-- the statements that follow come from the operator.
create function test_support.make_question(p_event_id uuid, p_owner text, p_more jsonb default '{}')
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_id uuid;
begin
  perform test_support.as_user(p_owner);
  v_id := (public.save_question(
    event_id => p_event_id,
    question_id => (p_more ->> 'question_id')::uuid,
    ticket_type_id => (p_more ->> 'ticket_type_id')::uuid,
    kind => coalesce(p_more ->> 'kind', 'text'),
    label_nl => coalesce(p_more ->> 'label_nl', 'Vraag'),
    label_en => p_more ->> 'label_en',
    help_nl => p_more ->> 'help_nl',
    help_en => p_more ->> 'help_en',
    is_required => (p_more ->> 'is_required')::boolean,
    options => p_more -> 'options',
    rules => p_more -> 'rules',
    condition => p_more -> 'condition',
    sort_order => (p_more ->> 'sort_order')::integer,
    is_active => (p_more ->> 'is_active')::boolean
  ) ->> 'question_id')::uuid;
  perform test_support.as_operator();
  return v_id;
end
$$;

-- An org of the user `seller` with a published event and one ticket type.
create function test_support.make_sale(
  p_ticket_type jsonb default '{}',
  out org_id uuid,
  out event_id uuid,
  out ticket_type_id uuid
)
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.make_user('seller');
  org_id := test_support.make_org('Sale org', 'seller');
  event_id := test_support.make_event(org_id, 'seller');
  ticket_type_id := test_support.make_ticket_type(event_id, 'seller', p_ticket_type);
  perform test_support.publish(event_id, 'seller');
end
$$;

create function test_support.publish(p_event_id uuid, p_owner text)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_user(p_owner);
  perform public.publish_event(p_event_id);
  perform test_support.as_operator();
end
$$;

-- A cart of one line; carts are joined with ||.
create function test_support.cart(p_ticket_type_id uuid, p_quantity integer)
  returns jsonb
  language sql
  immutable
  security invoker
as $$
  select jsonb_build_array(
    jsonb_build_object('ticket_type_id', p_ticket_type_id, 'quantity', p_quantity))
$$;

-- An order by a visitor. Returns what create_order answers; the statements that follow come from
-- the operator.
create function test_support.place_order(p_event_id uuid, p_items jsonb, p_key text default null)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_order jsonb;
begin
  perform test_support.as_anon();
  v_order := public.create_order(
    p_event_id, p_items, 'visitor@example.test', 'Vera Visitor', 'nl', p_key);
  perform test_support.as_operator();
  return v_order;
end
$$;

-- What Mollie says of the payment behind one of our attempts; `p_more` replaces or adds fields.
create function test_support.mollie_payment(
  p_payment_id uuid,
  p_status text,
  p_more jsonb default '{}'
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'resource', 'payment',
    'id', 'tr_' || replace(p.id::text, '-', ''),
    'mode', 'test',
    'status', p_status,
    'method', 'ideal',
    'amount', jsonb_build_object(
      'currency', p.currency, 'value', to_char(p.amount / 100.0, 'FM999999990.00')),
    'metadata', jsonb_build_object('payment_id', p.id),
    'expiresAt', core.clock() + interval '15 minutes',
    '_links', jsonb_build_object('checkout', jsonb_build_object(
      'href', 'https://pay.example/' || p.id))
  ) || p_more
  from payments.payments as p
  where p.id = p_payment_id
$$;

-- Starts paying an order as the worker does: opens an attempt and attaches Mollie's payment to it.
-- Returns the attempt's id; the statements that follow come from the operator.
create function test_support.open_payment(p_order jsonb)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_payment_id uuid;
begin
  perform test_support.as_service();
  v_payment_id := (payments.start_payment(p_order ->> 'public_token') ->> 'payment_id')::uuid;
  perform payments.attach_provider_payment(
    v_payment_id, test_support.mollie_payment(v_payment_id, 'open'));
  perform test_support.as_operator();
  return v_payment_id;
end
$$;

-- The connected account that a payment is made on; null: the platform's own.
create function test_support.connection_of(p_payment_id uuid)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select p.connection_id from payments.payments as p where p.id = p_payment_id
$$;

-- The worker hands over what Mollie says. Returns what handle_payment_webhook answers; the
-- statements that follow come from the operator.
create function test_support.report(p_payment_id uuid, p_status text, p_more jsonb default '{}')
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_service();
  v_answer := public.handle_payment_webhook(
    test_support.mollie_payment(p_payment_id, p_status, p_more),
    test_support.connection_of(p_payment_id));
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- An order by a visitor, paid at once. Returns what create_order answered.
create function test_support.buy(p_event_id uuid, p_items jsonb)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_order jsonb := test_support.place_order(p_event_id, p_items);
begin
  if v_order ->> 'status' = 'pending' then
    perform test_support.report(test_support.open_payment(v_order), 'paid');
  end if;
  return v_order;
end
$$;

-- Sends money of an order back, as the functions that decide it do. Returns the ids of the refunds.
create function test_support.refund(
  p_order jsonb,
  p_items jsonb default null,
  p_amount integer default null,
  p_with_fees boolean default null,
  p_key uuid default gen_random_uuid()
)
  returns uuid[]
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  select array(
    select r.id
    from sales.orders as o
    cross join unnest(sales.make_refund(
      sales.lock_order(o.org_id, o.id), p_items, p_amount, 'asked for', p_key, 'system', null,
      p_with_fees)) as r
    where o.id = (p_order ->> 'order_id')::uuid
  )
$$;

-- What the provider says of a refund of ours.
create function test_support.report_refund(p_refund_id uuid, p_status text)
  returns text
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  select payments.record_refund(p_refund_id, jsonb_build_object(
    'id', 're_' || replace(p_refund_id::text, '-', ''), 'status', p_status)) ->> 'status'
$$;

-- What was booked of an order or reservation: cause and entries, such as
-- `payment: bank 5000, vat -413`; of one cause, or of all in the order of their names.
create function test_support.booked(p_source jsonb, p_cause text default null)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select string_agg(j.cause || ': ' || (
    select string_agg(l.account || ' ' || l.amount, ', ' order by a.position)
    from unnest(j.lines) as l join ledger.accounts as a on a.code = l.account
  ), '; ' order by j.cause, j.id)
  from ledger.journals as j
  where j.source_id = coalesce(p_source ->> 'order_id', p_source ->> 'reservation_id')::uuid
    and (p_cause is null or j.cause = p_cause)
$$;

-- Makes the payments of an org run on a connected account from now on.
create function test_support.connect_account(p_org_id uuid, p_owner text)
  returns void
  language sql
  volatile
  security invoker
as $$
  insert into payments.mollie_connections (
    org_id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
    onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
  select p_org_id, 'org_' || p_org_id, 'Runners', 'test', 'active', '{}', 'pfl_1', 'completed',
    true, true, test_support.user_id(p_owner), core.clock()
$$;

-- One item of a refund: a line of an order, by its number, and what more is said of it.
create function test_support.refund_item(p_order jsonb, p_line integer, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_array(jsonb_build_object('order_item_id', i.id) || p_more)
  from sales.order_items as i
  where i.order_id = (p_order ->> 'order_id')::uuid and i.line = p_line
$$;

-- The statuses of the tickets of an order, sorted.
create function test_support.ticket_statuses(p_order jsonb)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select string_agg(t.status::text, ' ' order by t.status)
  from sales.ticket_instances as t
  where t.order_id = (p_order ->> 'order_id')::uuid
$$;

-- An order by staff for somebody else; `p_more` gives further parameters of create_staff_order.
-- Returns what it answers; the statements that follow come from the operator.
create function test_support.staff_order(
  p_user text,
  p_event_id uuid,
  p_items jsonb,
  p_settlement text,
  p_more jsonb default '{}'
)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_order jsonb;
begin
  perform test_support.as_user(p_user);
  v_order := public.create_staff_order(
    p_event_id, p_items, 'customer@example.test', 'Carla Customer', 'nl', p_settlement,
    p_more ->> 'promo_code', p_more ->> 'note', p_more ->> 'idempotency_key',
    (p_more ->> 'hold_minutes')::integer);
  perform test_support.as_operator();
  return v_order;
end
$$;

-- Staff record that the money for an order came past the provider. Returns what
-- record_manual_payment answers; the statements that follow come from the operator.
create function test_support.pay_by_hand(
  p_user text,
  p_order jsonb,
  p_amount bigint,
  p_method text default 'bank',
  p_reference text default 'statement 1',
  p_received_at timestamptz default null
)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := public.record_manual_payment(
    (p_order ->> 'order_id')::uuid, p_amount, p_method, p_reference, p_received_at);
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- An org of the user `seller` with a published event whose one ticket type is for teams of 2 to 3,
-- and free.
create function test_support.make_team_sale(
  p_ticket_type jsonb default '{}',
  out org_id uuid,
  out event_id uuid,
  out ticket_type_id uuid
)
  language plpgsql
  volatile
  security invoker
as $$
begin
  select s.org_id, s.event_id, s.ticket_type_id into org_id, event_id, ticket_type_id
  from test_support.make_sale(
    '{"name": "Relay", "price": 0, "team_min": 2, "team_max": 3}' || p_ticket_type) as s;
end
$$;

-- Orders a team, for a captain whose details `p_captain` replaces or adds to. Returns what
-- create_order answers; the statements that follow come from the operator.
create function test_support.order_team(
  p_event_id uuid,
  p_ticket_type_id uuid,
  p_name text,
  p_captain jsonb default '{}'
)
  returns jsonb
  language sql
  volatile
  security invoker
as $$
  select test_support.place_order(p_event_id, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_ticket_type_id, 'quantity', 1, 'registrations', jsonb_build_array(
      jsonb_build_object(
        'first_name', 'Cleo', 'last_name', 'Captain', 'email', 'cleo@example.test',
        'team_name', p_name) || p_captain))))
$$;

-- The newest join code that a team's captain got by mail.
create function test_support.join_code(p_name text)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select e.payload ->> 'join_code'
  from core.outbox_events as e
  where e.topic = 'email.team_code' and e.payload ->> 'team_name' = p_name
  order by e.event_id desc
  limit 1
$$;

-- Somebody joins a team, as a visitor or, when there is a user of that name, signed in with their
-- own profile. Returns what join_team answers; the statements that follow come from the operator.
create function test_support.join_team(p_name text, p_first_name text)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_code text := test_support.join_code(p_name);
  v_answer jsonb;
begin
  if test_support.user_id(lower(p_first_name)) is null then
    perform test_support.as_anon();
  else
    perform test_support.as_user(lower(p_first_name));
  end if;
  v_answer := public.join_team(v_code, jsonb_build_object(
    'first_name', p_first_name, 'last_name', 'Member',
    'email', lower(p_first_name) || '@example.test'));
  perform test_support.as_operator();
  return v_answer;
end
$$;

create function test_support.order_status(p_order jsonb)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select o.status::text from sales.orders as o where o.id = (p_order ->> 'order_id')::uuid
$$;

-- How many places of a ticket type's own pool are left.
create function test_support.places_left(p_ticket_type_id uuid)
  returns bigint
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select sum(l.remaining) from events.capacity_lanes as l where l.pool_id = p_ticket_type_id
$$;

-- The topics of the messages that wait about something, oldest first.
create function test_support.queued(p_aggregate text)
  returns text[]
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(array_agg(e.topic order by e.event_id), '{}')
  from core.outbox_events as e
  where e.aggregate = p_aggregate
$$;

-- Changes rows of an API view as a user: those whose column has this id. The statements that follow
-- come from the operator.
create function test_support.change_rows(
  p_user text,
  p_view text,
  p_column text,
  p_id uuid,
  p_row jsonb
)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_columns text := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(p_row) as k);
begin
  perform test_support.as_user(p_user);
  execute format(
    'update public.%1$I set (%2$s) = ('
    'select %2$s from jsonb_populate_record(null::public.%1$I, $1)) where %3$I = $2',
    p_view, v_columns, p_column)
  using p_row, p_id;
  perform test_support.as_operator();
end
$$;

-- A wave of an event, in which one ticket type starts. Returns its id.
create function test_support.make_wave(
  p_ticket_type_id uuid,
  p_owner text,
  p_more jsonb default '{}'
)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_wave_id uuid;
begin
  select test_support.add_row(p_owner, 'waves', jsonb_build_object(
    'org_id', e.org_id, 'event_id', e.id, 'name', 'Wave', 'starts_at', e.starts_at) || p_more)
  into v_wave_id
  from events.ticket_types as t
  join events.events as e on e.org_id = t.org_id and e.id = t.event_id
  where t.id = p_ticket_type_id;
  perform test_support.as_user(p_owner);
  insert into public.wave_ticket_types (org_id, wave_id, ticket_type_id)
  select y.org_id, v_wave_id, y.id from public.ticket_types as y where y.id = p_ticket_type_id;
  perform test_support.as_operator();
  return v_wave_id;
end
$$;

-- A new version of the waiver of an event, published by a user.
create function test_support.publish_waiver(
  p_event_id uuid,
  p_owner text,
  p_guardian_below_age integer default 18
)
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_user(p_owner);
  perform public.publish_waiver(
    p_event_id, null, 'At my own risk, ' || core.new_id(), p_guardian_below_age);
  perform test_support.as_operator();
end
$$;

-- A cart of one line that says who takes part, one registration per ticket.
create function test_support.entries(p_ticket_type_id uuid, p_registrations jsonb)
  returns jsonb
  language sql
  immutable
  security invoker
as $$
  select jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_ticket_type_id, 'quantity', jsonb_array_length(p_registrations),
    'registrations', p_registrations))
$$;

-- What is said of who takes part in a cart: `slug line/position field`, or `fine`.
create function test_support.told_of(p_event_id uuid, p_items jsonb)
  returns text
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_detail text;
begin
  perform sales.check_registrations(e, p_items) from events.events as e where e.id = p_event_id;
  return 'fine';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  if sqlstate not like 'PT%' then
    return sqlerrm;
  end if;
  return concat_ws(
    ' ', v_detail::jsonb ->> 'code',
    concat_ws('/', v_detail::jsonb ->> 'line', v_detail::jsonb ->> 'position'),
    v_detail::jsonb ->> 'field');
end
$$;

-- Makes an org able to send invoices; `p_more` replaces or adds settings. Returns what
-- save_invoice_settings answers; the statements that follow come from the operator.
create function test_support.set_up_invoices(
  p_org_id uuid,
  p_user text,
  p_more jsonb default '{}'
)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := public.save_invoice_settings(p_org_id, jsonb_build_object(
    'legal_name', 'Stichting Stadsloop', 'address', 'Domplein 29', 'postal_code', '3512 JE',
    'city', 'Utrecht', 'country', 'NL', 'kvk_number', '12345678',
    'vat_number', 'NL123456789B01', 'iban', 'NL91 ABNA 0417 1643 00') || p_more);
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- What a business in another member state says of itself.
create function test_support.business(p_more jsonb default '{}')
  returns jsonb
  language sql
  immutable
  security invoker
as $$
  select jsonb_build_object(
    'company', 'Laufgruppe GmbH', 'address', 'Domstraße 1', 'postal_code', '50667',
    'city', 'Köln', 'country', 'DE', 'vat_number', 'DE 123 456 789', 'reference', 'PO 7'
  ) || p_more
$$;

-- A visitor asks for the invoice of an order, by its token. Returns what request_invoice answers;
-- the statements that follow come from the operator.
create function test_support.ask_for_invoice(p_order jsonb, p_details jsonb default null)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_anon();
  v_answer := public.request_invoice(p_order ->> 'public_token', null, p_details);
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- The numbers and amounts of what was issued for an order, in order.
create function test_support.issued(p_order jsonb)
  returns text[]
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(array_agg(
    i.kind || ' ' || substr(i.number, 6) || ' ' || i.total_amount || ' ' || i.vat_amount
    order by i.issued_at, i.sequence), '{}')
  from invoicing.invoices as i
  where i.payable_id = (p_order ->> 'order_id')::uuid
$$;

-- Money of an order goes back, and the provider says that it has: an amount, or what is meant by
-- items. Returns the ids of the refunds.
create function test_support.refund_now(p_order jsonb, p_amount integer, p_items jsonb default null)
  returns uuid[]
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_ids uuid[] := test_support.refund(p_order, p_items, p_amount);
begin
  perform test_support.report_refund(i, 'refunded') from unnest(v_ids) as i;
  return v_ids;
end
$$;

-- A bill of the platform to an org, in cents: {charge_id, public_token}.
create function test_support.make_bill(
  p_org_id uuid,
  p_amount integer default 4900,
  p_vat_basis_points integer default 2100
)
  returns jsonb
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  select jsonb_build_object('charge_id', c.id, 'public_token', core.public_token(c.org_id, c.id))
  from billing.make_charge(
    p_org_id, 'OVERAGE', 'Tickets above the limit', p_amount, 'EUR', p_vat_basis_points,
    p_event_id => core.new_id()) as c
$$;

-- Pays a bill. Returns the payment's id; the statements that follow come from the operator.
create function test_support.pay_bill(p_bill jsonb)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_payment_id uuid := test_support.open_payment(p_bill);
begin
  perform test_support.report(v_payment_id, 'paid');
  return v_payment_id;
end
$$;

-- An org says to whom the platform's invoices are addressed; the statements that follow come from
-- the operator.
create function test_support.address_bills(p_org_id uuid, p_user text, p_more jsonb default '{}')
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := public.save_billing_details(p_org_id, '{"company": "Runners BV",
    "address": "Dorpsstraat 1", "postal_code": "1234 AB", "city": "Utrecht", "country": "NL",
    "kvk_number": "12345678", "email": "finance@runners.example"}' || p_more);
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- The platform says who it is, as it stands on its credit notes.
create function test_support.name_platform()
  returns void
  language sql
  volatile
  security definer
  set search_path = ''
as $$
  update core.settings as s set value = to_jsonb(v.value)
  from (values
    ('legal_name', 'Entree BV'), ('address', 'Laan 1'), ('postal_code', '1000 AA'),
    ('city', 'Amsterdam'), ('country', 'NL'), ('vat_number', 'NL000000000B01')
  ) as v (name, value)
  where s.key = 'billing.seller_' || v.name
$$;

-- Opens the waitlist of a sale by the user `seller`; `p_more` gives other settings of its event.
create function test_support.open_waitlist(p_event_id uuid, p_more jsonb default '{}')
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_user('seller');
  update public.event_settings as s
  set waitlist_is_open = true,
    waitlist_max_quantity = coalesce((p_more ->> 'max_quantity')::integer, s.waitlist_max_quantity),
    waitlist_offer_minutes = coalesce(
      (p_more ->> 'offer_minutes')::integer, s.waitlist_offer_minutes)
  where s.event_id = p_event_id;
  perform test_support.as_operator();
end
$$;

-- A visitor joins a waitlist; the one called `anna` has the address anna@example.test. Returns the
-- token that the mail brings; the statements that follow come from the operator.
create function test_support.wait_for(
  p_event_id uuid,
  p_ticket_type_id uuid,
  p_name text,
  p_quantity integer default 1,
  p_wave_id uuid default null
)
  returns text
  language plpgsql
  volatile
  security invoker
as $$
begin
  perform test_support.as_anon();
  perform public.join_waitlist(
    p_event_id, p_ticket_type_id, p_quantity, p_name || '@example.test', p_name, 'nl', p_wave_id);
  perform test_support.as_operator();
  return test_support.waitlist_token(p_name);
end
$$;

-- The token of the latest entry of somebody who waits.
create function test_support.waitlist_token(p_name text)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select core.public_token(e.org_id, e.id)
  from sales.waitlist_entries as e
  where e.email = p_name || '@example.test'
  order by e.position desc
  limit 1
$$;

-- Who stands how on the waitlists, in the order in which they joined: "anna offered, bob waiting".
create function test_support.queue()
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select string_agg(split_part(e.email, '@', 1) || ' ' || e.status, ', ' order by e.position)
  from sales.waitlist_entries as e
$$;

-- Lets the worker hand out what came free for those who wait.
create function test_support.serve_waitlists()
  returns void
  language plpgsql
  volatile
  security invoker
as $$
begin
  while sales.sweep_waitlist_reserves(100) >= 100 loop
    null;
  end loop;
end
$$;

-- Lets tickets of an event be handed on, with more settings of transfers in `p_more`.
create function test_support.allow_transfers(p_event_id uuid, p_more jsonb default '{}')
  returns void
  language sql
  volatile
  security invoker
as $$
  select test_support.change_rows(
    'seller', 'event_settings', 'event_id', p_event_id, '{"transfers_allowed": true}' || p_more)
$$;

-- The ticket of an order that still admits somebody: the first, where there are several.
create function test_support.good_ticket(p_order jsonb)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select t.id
  from sales.ticket_instances as t
  where t.order_id = (p_order ->> 'order_id')::uuid and t.status in ('valid', 'used')
  order by t.id
  limit 1
$$;

-- The buyer of an order offers its ticket to an address. Returns what create_transfer answers; the
-- statements that follow come from the operator.
create function test_support.offer(p_order jsonb, p_email text)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_ticket_id uuid := test_support.good_ticket(p_order);
  v_answer jsonb;
begin
  perform test_support.as_anon();
  v_answer := public.create_transfer(v_ticket_id, p_email, null, p_order ->> 'public_token');
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- The token in the newest offer of a ticket to an address.
create function test_support.transfer_token(p_email text)
  returns text
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select e.payload ->> 'token'
  from core.outbox_events as e
  where e.topic = 'email.transfer_offered' and e.payload ->> 'email' = p_email
  order by e.event_id desc
  limit 1
$$;

-- Somebody claims the ticket that was offered to an address, as a visitor or, when there is a user
-- of that name, signed in. Returns what accept_transfer answers; the statements that follow come
-- from the operator.
create function test_support.claim(p_email text, p_first_name text, p_more jsonb default '{}')
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_token text := test_support.transfer_token(p_email);
  v_answer jsonb;
begin
  if test_support.user_id(lower(p_first_name)) is null then
    perform test_support.as_anon();
  else
    perform test_support.as_user(lower(p_first_name));
  end if;
  v_answer := public.accept_transfer(
    v_token, jsonb_build_object('first_name', p_first_name, 'last_name', 'Taker') || p_more);
  perform test_support.as_operator();
  return v_answer;
end
$$;

grant execute on all functions in schema test_support to public;

-- Swaps the first valid ticket of an order, or one that is named, by whoever has the order's token;
-- `p_more` has the other parameters of swap_ticket. Returns what it answers; the statements that
-- follow come from the operator.
create function test_support.swap(
  p_order jsonb,
  p_ticket_type_id uuid,
  p_more jsonb default '{}'
)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_ticket_id uuid := coalesce(
    (p_more ->> 'ticket_instance_id')::uuid, test_support.ticket_of(p_order));
  v_answer jsonb;
begin
  perform test_support.as_anon();
  v_answer := public.swap_ticket(
    v_ticket_id, p_ticket_type_id, (p_more ->> 'wave_id')::uuid,
    p_more -> 'registration', p_order ->> 'public_token', p_more ->> 'idempotency_key',
    p_more ->> 'return_url');
  perform test_support.as_operator();
  return v_answer;
end
$$;

-- The first ticket of an order: a valid one, if there is one.
create function test_support.ticket_of(p_order jsonb)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select t.id from sales.ticket_instances as t
  where t.order_id = (p_order ->> 'order_id')::uuid
  order by t.status <> 'valid', t.id
  limit 1
$$;

-- Lets the tickets of an event be swapped, after rules of event_settings that are given.
create function test_support.allow_changes(p_event_id uuid, p_rules jsonb default '{}')
  returns void
  language sql
  volatile
  security invoker
as $$
  select test_support.change_rows('seller', 'event_settings', 'event_id', p_event_id,
    '{"swaps_allowed": true}' || p_rules)
$$;

-- A restaurant with one table for four, open from 18:00 to 23:00 every day, under a policy set with
-- these columns. Returns its id.
create function test_support.make_restaurant(
  p_org_id uuid,
  p_owner text,
  p_policy jsonb default '{}'
)
  returns uuid
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_there jsonb := jsonb_build_object('org_id', p_org_id);
  v_id uuid := test_support.add_row(p_owner, 'locations', v_there || '{"name": "De Haven"}');
begin
  v_there := v_there || jsonb_build_object('location_id', v_id);
  perform test_support.add_row(p_owner, 'tables', v_there || jsonb_build_object(
    'area_id', test_support.add_row(p_owner, 'areas', v_there || '{"name": "Restaurant"}'),
    'name', '1', 'max_capacity', 4));
  perform test_support.add_row(p_owner, 'shift_tickets', v_there || jsonb_build_object(
    'shift_id', test_support.add_row(p_owner, 'shifts', v_there
      || '{"name": "Diner", "short_name": "D", "start_time": "18:00", "end_time": "23:00",
        "days_of_week": [1, 2, 3, 4, 5, 6, 7]}'),
    'ticket_id', (select t.id from dining.tickets as t where t.location_id = v_id)));
  update dining.policy_sets as p
  set payment_type = n.payment_type, payment_amount = n.payment_amount
  from jsonb_populate_record(null::dining.policy_sets, p_policy) as n
  where p.location_id = v_id and n.payment_type is not null;
  return v_id;
end
$$;

-- A table for two on an evening in ten days, booked by a guest. Returns what create_reservation
-- answered; the statements that follow come from the operator.
create function test_support.reserve(p_location_id uuid, p_time time, p_name text)
  returns jsonb
  language plpgsql
  volatile
  security invoker
as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_anon();
  v_answer := public.create_reservation(
    location_id => p_location_id,
    reservation_date => core.clock()::date + 10,
    start_time => p_time,
    party_size => 2,
    guest => jsonb_build_object(
      'first_name', p_name, 'last_name', 'Bakker', 'email', p_name || '@example.test'));
  perform test_support.as_operator();
  return v_answer;
end
$$;
