create or replace function public.swap_options(
  ticket_instance_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.swap_options(
    swap_options.ticket_instance_id,
    swap_options.public_token
  )
$$;
revoke all on function public.swap_options(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.swap_options(uuid, text) to anon, authenticated;
comment on function public.swap_options(uuid, text) is
  'What a ticket can be changed into at this moment, for whoever may swap_ticket: {ticket_instance_id, ticket_type_id, wave_id, paid_amount, currency, swap: {reason, event, options}, deferral: {reason, event, options}}. A reason, the slug of an error, says why there are no options. Option: {ticket_type_id, name, is_current, waves: [{wave_id, name, starts_at, is_current, is_full}], price, fee_amount, to_pay, paid_back, reason, message, needs}; reason is the slug of the error that swap_ticket or defer_ticket would raise, needs the first thing that registration must still say. Amounts in cents. Errors: sign_in_required, missing_field, not_found.';
