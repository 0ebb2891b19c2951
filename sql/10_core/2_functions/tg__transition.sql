-- Lets a row's status move only along core.transitions. Argument: the machine's name. The last line
-- of defence, whoever writes; the functions check before and say more.
create or replace function core.tg__transition()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_from text := 'new';
begin
  if tg_op = 'UPDATE' then
    if new.status = old.status then
      return new;
    end if;
    v_from := old.status::text;
  end if;
  perform 1
  from core.transitions as t
  where t.machine = tg_argv[0] and t.from_state = v_from and t.to_state = new.status::text;
  if not found then
    perform core.fail('invalid_transition', jsonb_build_object(
      'machine', tg_argv[0], 'from', v_from, 'to', new.status));
  end if;
  return new;
end
$$;
revoke all on function core.tg__transition() from public;
