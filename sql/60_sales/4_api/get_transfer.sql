-- The front door of sales.get_transfer(), which says what it does and refuses.
create or replace function public.get_transfer(token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.get_transfer(get_transfer.token)
$$;
revoke all on function public.get_transfer(text)
  from public, anon, authenticated, service_role;
grant execute on function public.get_transfer(text) to anon, authenticated;
comment on function public.get_transfer(text) is
  'What is offered to whoever has the token of the mail: {transfer_id, status, is_open, from_name, to_email, event, ticket_type, wave, team, bib, products, fee_amount, currency, expires_at, org, language, checkout_token, asked}; asked is what they fill in: required_profile_fields, min_age, max_age, requires_licence, waiver, questions. checkout_token is the public_token of the order of the fee while that is being paid. Reading it claims nothing. Errors: missing_field, rate_limited, transfer_token_not_valid.';
