-- requires: _schema
--
-- The two functions that column defaults need, so they come before the tables.

-- The present moment: the start of the transaction, or the moment that `app.now` names where the
-- setting `core.clock_is_movable` allows it (tests and replays; never in production).
create function core.clock()
  returns timestamptz
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(current_setting('app.now', true), '') = '' then
    return now();
  end if;
  return core.moved_clock();
end
$$;
revoke all on function core.clock() from public;
grant execute on function core.clock() to anon, authenticated, service_role;
comment on function core.clock() is
  'The present moment. Every rule about time reads it, so that every rule can be replayed.';

-- A new identifier, UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits, so that
-- rows made together lie together in their indexes. Real time, also when the clock is moved:
-- an id names a row, it says nothing about the world.
create function core.new_id()
  returns uuid
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  -- The milliseconds replace the first 48 bits of a version 4 UUID. Two bits turn version 4 (0100)
  -- into version 7 (0111); the variant bits are right already.
  return encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid;
end
$$;
revoke all on function core.new_id() from public;
grant execute on function core.new_id() to anon, authenticated, service_role;
comment on function core.new_id() is 'A new UUID version 7. Ordered by time, and so never a secret.';
