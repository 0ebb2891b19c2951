-- Which limits a login with the code of a terminal counts for if the code is wrong: those of the
-- device when it has logged in before, so that nobody else can lock it out; else those of its
-- network, and of all guessing together unless somebody has logged in from there since yesterday.
-- Whom an org let log in, it has known: all of them share what it may guess, so that logins of
-- one's own buy no guesses. A device counts for the org where it was first. [{rule, subject}]
create or replace function door.guess_limits(p_device_id uuid, p_network text)
  returns table (rule text, subject text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select g.rule, g.subject
    from (
      select s.org_id
      from door.terminal_sessions as s
      where s.device_id = p_device_id
      order by s.created_at
      limit 1
    ) as first_org
    cross join lateral (
      values
      ('scanner_code_device', p_device_id::text),
      ('scanner_code_org', first_org.org_id || ' devices')
    ) as g (rule, subject);
  if found then
    return;
  end if;
  return query values ('scanner_code_address', p_network);
  return query
    select distinct 'scanner_code_org', s.org_id || ' networks'
    from door.terminal_sessions as s
    where s.address = p_network and s.created_at > core.clock() - interval '1 day';
  if not found then
    return query values ('scanner_code_all', 'all');
  end if;
end
$$;
revoke all on function door.guess_limits(uuid, text) from public;
