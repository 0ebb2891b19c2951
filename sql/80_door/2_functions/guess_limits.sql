-- Which limits a login with the code of a terminal counts for if the code is wrong: those of the
-- device when it has logged in before, so that nobody else can lock it out; else those of its
-- network, and of all guessing together unless somebody has logged in from there since yesterday.
-- [{rule, subject}]
create or replace function door.guess_limits(p_device_id uuid, p_network text)
  returns table (rule text, subject text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if exists (select 1 from door.terminal_sessions as s where s.device_id = p_device_id) then
    return query values ('scanner_code_device', p_device_id::text);
    return;
  end if;
  return query values ('scanner_code_address', p_network);
  if not exists (
    select 1 from door.terminal_sessions as s
    where s.address = p_network and s.created_at > core.clock() - interval '1 day'
  ) then
    return query values ('scanner_code_all', 'all');
  end if;
end
$$;
revoke all on function door.guess_limits(uuid, text) from public;
