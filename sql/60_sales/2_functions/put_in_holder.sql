-- Gives the place of a transfer its new participant and returns their id. Whoever accepts it is the
-- one who says who they are, not the buyer: signed in and under their own name and address it is
-- their profile.
create or replace function sales.put_in_holder(
  p_transfer sales.ticket_transfers,
  p_sold sales.orders,
  p_entry sales.entry
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entries sales.entry[];
begin
  p_sold.user_id := p_transfer.to_user;
  p_sold.language := p_transfer.to_language;
  p_sold.purchaser_name := concat_ws(
    ' ', p_entry.participant ->> 'first_name', p_entry.participant ->> 'last_name');
  v_entries := sales.insert_participants(p_sold, array[p_entry]);
  update sales.registrations as r
  set participant_id = v_entries[1].participant_id, transfer_id = p_transfer.id,
    licence_number = v_entries[1].licence_number, age_on_race_day = v_entries[1].age
  where r.org_id = p_transfer.org_id and r.id = p_transfer.registration_id;
  perform sales.insert_answers(
    p_transfer.org_id, p_transfer.event_id, array[p_transfer.registration_id], v_entries);
  return v_entries[1].participant_id;
end
$$;
revoke all on function sales.put_in_holder(
  sales.ticket_transfers, sales.orders, sales.entry
) from public;
