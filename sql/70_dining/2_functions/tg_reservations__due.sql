-- Keeps when time alone does the next thing with a reservation: an option or an unpaid one ends; a
-- confirmed one is asked to reconfirm, ends for want of it, or becomes a no-show; who was seated
-- has left. Nobody is asked who booked after the moment for it.
create or replace function dining.tg_reservations__due()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ask_at timestamptz := new.starts_at
    - make_interval(hours => coalesce((new.terms ->> 'reconfirm_hours_before')::integer, 0));
begin
  new.due_at := case new.status
    when 'pending_payment' then new.payment_due_at
    when 'option' then new.option_expires_at
    when 'confirmed' then case
      when (new.terms ->> 'reconfirm_enabled')::boolean and new.reconfirm_sent_at is null
        and v_ask_at > new.created_at then v_ask_at
      when (new.terms ->> 'reconfirm_required')::boolean
        and new.reconfirm_sent_at is not null and new.reconfirmed_at is null
        then least(new.starts_at, greatest(
          new.starts_at - make_interval(hours => (new.terms ->> 'reconfirm_deadline_hours')::integer),
          new.reconfirm_sent_at + interval '1 hour'))
      else new.starts_at + make_interval(
        mins => coalesce((new.terms ->> 'noshow_mark_after_minutes')::integer, 15))
    end
    when 'seated' then new.ends_at + make_interval(
      mins => coalesce((new.terms ->> 'complete_after_minutes')::integer, 60))
  end;
  return new;
end
$$;
revoke all on function dining.tg_reservations__due() from public;
