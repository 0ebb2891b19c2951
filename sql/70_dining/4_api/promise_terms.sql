-- A reservation keeps the terms that its guest was shown, and what they ask for is what can be
-- paid.
create or replace view dining.promise_terms as
select r.org_id, r.id as reservation_id, 'terms are missing' as problem
from dining.reservations as r
where not r.terms ?& array[
  'amount', 'currency', 'payment_type', 'cancel_free_hours', 'cancel_refund_pct',
  'noshow_mark_after_minutes', 'noshow_keep_deposit', 'reconfirm_enabled', 'reconfirm_hours_before',
  'reconfirm_required', 'reconfirm_deadline_hours', 'complete_after_minutes'
]
union all
select r.org_id, r.id, 'waits for a payment of nothing'
from dining.reservations as r
where r.status = 'pending_payment' and (r.terms ->> 'amount')::integer = 0
union all
select r.org_id, r.id, 'what can be paid is not what the terms say'
from dining.reservations as r
left join payments.payables as p on p.org_id = r.org_id and p.id = r.id
where (r.status <> 'cancelled' or p.id is not null)
  and coalesce(p.amount, 0)
    <> case r.status when 'draft' then 0 else (r.terms ->> 'amount')::integer end;
revoke all on dining.promise_terms from anon, authenticated, service_role;
comment on view dining.promise_terms is 'Reservations whose terms are not those of their booking.';

insert into core.promises (promise, view, description)
values ('terms_are_kept', 'dining.promise_terms',
  'A reservation keeps its terms, and asks for what they say.');
