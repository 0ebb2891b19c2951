-- What pgTAP tests are built with; a schema that only test databases get. Files run in one
-- transaction that is rolled back, as the owner `postgres`; they become somebody else with as_user()
-- and come back with as_operator(). Users are known by a short name: make_user('anna') makes
-- anna@example.test. Builders go through the API, so that what they build is what clients can build.

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

grant execute on all functions in schema test_support to public;
