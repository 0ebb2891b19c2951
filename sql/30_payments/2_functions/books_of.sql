-- What a payable's kind says that the books are to say of it (see payments.payable_kinds), and
-- whether it is the platform that is paid.
create or replace function payments.books_of(
  p_org_id uuid,
  p_payable_id uuid,
  p_refund_id uuid,
  out subject_id uuid,
  out lines ledger.line[],
  out is_for_platform boolean
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
begin
  select k.book_function, k.is_for_platform into strict v_function, is_for_platform
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_org_id and a.id = p_payable_id;
  execute format('select b.subject_id, b.lines from %s($1, $2, $3) as b', v_function)
  into subject_id, lines using p_org_id, p_payable_id, p_refund_id;
end
$$;
revoke all on function payments.books_of(uuid, uuid, uuid) from public;
