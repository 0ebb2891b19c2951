-- The chart of accounts, the same for every org. Two books are kept side by side: that of the org,
-- and with the prefix `platform.` what the same events are in the books of the platform, whose
-- balances per org say what it earned of that org and owes it. Each book balances by itself.
--
-- An org's sales are booked without VAT, which is a debt from the moment of the sale. What goes
-- back is debited to the account that it was credited to, as a credit note does: so an account's
-- credit is what was sold, its debit what was taken back, and its balance what is left of it.

create table ledger.accounts (
  code text not null,
  position smallint not null,
  kind ledger.account_kind not null,
  is_money boolean not null default false,
  is_sale boolean not null default false,
  mirror text,
  name text not null,
  description text not null,
  constraint accounts_pkey primary key (code),
  constraint position_is_unique unique (position),
  constraint code_is_words check (code ~ '^(platform\.)?[a-z][a-z_]*$'),
  constraint money_is_an_asset check (not is_money or kind = 'asset'),
  constraint sales_are_income_or_owed check (not is_sale or kind in ('income', 'liability')),
  constraint accounts_mirror_fkey foreign key (mirror) references ledger.accounts (code),
  constraint only_the_platform_is_mirrored check (mirror is null or code like 'platform.%')
);
create index accounts_mirror_idx on ledger.accounts (mirror);
alter table ledger.accounts enable row level security;
comment on table ledger.accounts is 'The chart of accounts, the same for every org.';
comment on column ledger.accounts.is_money is
  'Whether it says where money is: what comes in and goes out is booked against one of these.';
comment on column ledger.accounts.is_sale is
  'Whether what was sold stands here: what goes back is taken from these.';

comment on column ledger.accounts.mirror is
  'Of the platform: where the org''s book has the other side of what it pays the platform.';

insert into ledger.accounts
  (code, position, kind, is_money, is_sale, mirror, name, description)
values
  ('provider', 10, 'asset', true, false, null, 'Payment provider',
   'What the provider holds for the org on its own connected accounts.'),
  ('platform_account', 11, 'asset', true, false, null, 'Account of the platform',
   'What was paid for the org on the account of this installation, which holds it for the org.'),
  ('bank', 12, 'asset', true, false, null, 'Bank', 'The org''s own bank account.'),
  ('cash', 13, 'asset', true, false, null, 'Cash', 'Cash taken by staff.'),
  ('card', 14, 'asset', true, false, null, 'Card terminals', 'Taken by staff on card terminals of its own.'),
  ('chargebacks', 20, 'asset', false, false, null, 'Chargebacks',
   'What customers'' banks took back and have not returned.'),
  ('fee_credits', 21, 'asset', false, false, null, 'Fee credits',
   'Platform fees of money that went back: a claim on the platform.'),
  ('input_vat', 22, 'asset', false, false, null, 'VAT paid', 'VAT in bills of the platform and of the provider.'),
  ('unallocated', 30, 'liability', false, false, null, 'Unallocated receipts',
   'Money that came in for nothing: it goes back, or waits for a person to decide.'),
  ('deposits', 31, 'liability', false, true, null, 'Deposits', 'Deposits of reservations.'),
  ('vat', 32, 'liability', false, true, null, 'VAT payable', 'VAT in what was sold.'),
  ('between_events', 33, 'liability', false, false, null, 'Between events',
   'What was paid for one thing and pays for another by now, such as a ticket that was swapped: zero over all events.'),
  ('platform_debt', 34, 'liability', false, false, null, 'Owed to the platform',
   'What the platform is owed, or (debit) was paid for nothing and owes back.'),
  ('ticket_sales', 40, 'income', false, true, null, 'Ticket sales', 'Tickets sold, without VAT.'),
  ('product_sales', 41, 'income', false, true, null, 'Product sales', 'Products sold, without VAT.'),
  ('change_fees', 42, 'income', false, true, null, 'Change fees',
   'Fees for changing and handing on tickets, without VAT.'),
  ('service_fees', 43, 'income', false, true, null, 'Service fees',
   'Service fees that buyers paid, without VAT.'),
  ('payment_differences', 44, 'income', false, true, null, 'Payment differences',
   'What was accepted above (credit) or below (debit) the price, or went back beyond it.'),
  ('platform_fees', 50, 'cost', false, false, null, 'Platform fees',
   'What the platform took of payments, less what it owes back of it.'),
  ('overage_fees', 51, 'cost', false, false, null, 'Overage fees',
   'What tickets above the limit of the plan cost, without VAT.'),
  ('platform_bills', 52, 'cost', false, false, null, 'Bills of the platform',
   'Subscriptions and events that were paid for, without VAT.'),
  ('provider_costs', 53, 'cost', false, false, null, 'Provider costs',
   'What the provider took for its services, without VAT.'),
  ('platform.provider', 110, 'asset', true, false, 'bank', 'Payment provider',
   'What the provider holds on the platform''s own account.'),
  ('platform.receivables', 120, 'asset', false, false, 'platform_debt', 'Receivables',
   'What orgs were asked and have not paid yet.'),
  ('platform.held', 130, 'liability', false, false, null, 'Held for orgs',
   'What was paid for orgs on the platform''s account.'),
  ('platform.fee_credits', 131, 'liability', false, false, 'fee_credits', 'Fee credits',
   'Fees of money that went back: owed to the org.'),
  ('platform.vat', 132, 'liability', false, true, 'input_vat', 'VAT payable', 'VAT in what the platform billed.'),
  ('platform.unallocated', 133, 'liability', false, false, 'platform_debt', 'Unallocated receipts',
   'Money that orgs paid for nothing: it goes back, or waits for a person to decide.'),
  ('platform.fees', 140, 'income', false, false, null, 'Platform fees',
   'What the platform took of payments, less what it owes back of it.'),
  ('platform.overage', 141, 'income', false, true, 'overage_fees', 'Overage fees',
   'Tickets above the limits of plans, without VAT.'),
  ('platform.bills', 142, 'income', false, true, 'platform_bills', 'Bills', 'Subscriptions and events, without VAT.');
