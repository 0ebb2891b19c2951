-- Makes the participants that some entries describe and returns the entries with their ids. Someone
-- who buys while signed in and enters themselves gets this as their profile: their own e-mail
-- address, and the name of their profile or, as long as they have none, that of the purchaser.
create or replace function sales.insert_participants(p_order sales.orders, p_entries sales.entry[])
  returns sales.entry[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_order.user_id is not null then
    p_entries := sales.link_profile(p_order, p_entries);
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
