-- What is said to people about tables, in Dutch and English. Names in braces are filled in by
-- dining.say().

create table dining.sentences (
  slug text not null,
  text_nl text not null,
  text_en text not null,
  constraint sentences_pkey primary key (slug),
  constraint slug_is_words check (slug ~ '^[a-z]+(_[a-z0-9]+)*$')
);
alter table dining.sentences enable row level security;
comment on table dining.sentences is 'Sentences about terms and setup, with names in braces.';

insert into dining.sentences (slug, text_nl, text_en) values
  ('terms_deposit_pp',
    'U betaalt vooraf {amount} per persoon.',
    'You pay {amount} per person beforehand.'),
  ('terms_full_prepay_pp',
    'U betaalt vooraf het hele bedrag: {amount} per persoon.',
    'You pay the whole amount beforehand: {amount} per person.'),
  ('terms_cancel_free',
    'Annuleren is gratis tot {hours} uur van tevoren.',
    'Cancelling is free until {hours} hours before.'),
  ('terms_cancel_refund',
    'Annuleert u later, dan krijgt u {percent}% terug van wat u betaalde.',
    'If you cancel later, you get {percent}% back of what you paid.'),
  ('terms_no_show',
    'Komt u niet, dan krijgt u niets terug van wat u betaalde.',
    'If you do not come, you get nothing back of what you paid.'),
  ('terms_reconfirm',
    'Wij vragen u {hours} uur van tevoren te laten weten of u komt.',
    'We ask you {hours} hours before to let us know whether you come.'),
  ('terms_reconfirm_required',
    'Wij vragen u {hours} uur van tevoren te laten weten of u komt; horen wij niets, dan vervalt uw reservering.',
    'We ask you {hours} hours before to let us know whether you come; if we hear nothing, your reservation ends.');
