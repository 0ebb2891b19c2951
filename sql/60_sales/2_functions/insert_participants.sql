-- Makes the participants that some entries describe and returns the entries with their ids. Someone
-- who buys while signed in and enters themselves gets this as their profile: their own e-mail
-- address, and the name of their profile or, as long as they have none, that of the purchaser. Who
-- was known and is being erased meanwhile is waited for, and then known no more: raises
-- participant_not_found.
create or replace function sales.insert_participants(p_order sales.orders, p_entries sales.entry[])
  returns sales.entry[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_known uuid[];
  v_gone uuid;
begin
  if p_order.user_id is not null then
    p_entries := sales.link_profile(p_order, p_entries);
  end if;
  v_known := array(
    select distinct e.participant_id
    from unnest(p_entries) as e
    where e.participant_id is not null
    order by 1
  );
  if v_known <> '{}' then
    v_gone := sales.first_erased(p_order.org_id, v_known);
    if v_gone is not null then
      perform core.fail('participant_not_found', jsonb_build_object('participant_id', v_gone));
    end if;
  end if;
  for v_index in 1..cardinality(p_entries) loop
    if p_entries[v_index].participant_id is null then
      p_entries[v_index].participant_id := core.new_id();
    else
      p_entries[v_index].participant := null;
      p_entries[v_index].details := null;
    end if;
  end loop;
  insert into sales.participants (
    org_id, id, first_name, last_name, email, phone, gender, nationality, city, club, language
  )
  select
    p_order.org_id, e.participant_id, e.participant ->> 'first_name',
    e.participant ->> 'last_name', e.participant ->> 'email', e.participant ->> 'phone',
    e.participant ->> 'gender', e.participant ->> 'nationality', e.participant ->> 'city',
    e.participant ->> 'club', coalesce(e.participant ->> 'language', p_order.language)
  from unnest(p_entries) as e
  where e.participant is not null;
  insert into sales.participant_details (
    org_id, participant_id, birth_date, emergency_name, emergency_phone, medical_note
  )
  select
    p_order.org_id, e.participant_id, (e.details ->> 'birth_date')::date,
    e.details ->> 'emergency_name', e.details ->> 'emergency_phone', e.details ->> 'medical_note'
  from unnest(p_entries) as e
  where e.details is not null;
  return p_entries;
end
$$;
revoke all on function sales.insert_participants(sales.orders, sales.entry[]) from public;
