-- Books what happened to money, once per cause: the same `p_cause` and `p_cause_id` again change
-- nothing. To be called in the transaction that causes it. Lines of one account are added up, and
-- what comes to nothing is left out; a journal without lines is not written.
--
-- p_source_id: what it belongs to (an order, a reservation, a bill); p_subject_id: what it is about
-- (an event); p_occurred_at: when it happened; p_lines: debit above zero, credit below, in cents of
-- `p_currency`. Each book comes to zero by itself: `platform.` accounts are the platform's.
--
-- Returns the id of the journal, null when nothing was written.
create or replace function ledger.post(
  p_org_id uuid,
  p_cause text,
  p_cause_id uuid,
  p_subject_id uuid,
  p_occurred_at timestamptz,
  p_currency text,
  p_lines ledger.line[],
  p_source_id uuid default null
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lines ledger.line[] := ledger.add_up(p_lines);
  v_id uuid;
begin
  if v_lines is null then
    return null;
  end if;
  insert into ledger.journals (
    org_id, cause, cause_id, source_id, subject_id, occurred_at, month, currency, lines
  )
  select p_org_id, p_cause, p_cause_id, p_source_id, p_subject_id, p_occurred_at,
    date_trunc('month', core.clock() at time zone o.time_zone)::date, p_currency, v_lines
  from tenancy.orgs as o
  where o.id = p_org_id
  on conflict on constraint cause_is_booked_once do nothing
  returning id into v_id;
  return v_id;
end
$$;
revoke all on function
  ledger.post(uuid, text, uuid, uuid, timestamptz, text, ledger.line[], uuid) from public;
