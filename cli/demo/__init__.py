"""`entree demo`: the whole story of a sale, told as it happens.

An organiser signs up and publishes a city run; a visitor buys tickets; a crowd wants more than
there is; time passes; the books are checked. Then the same organiser sells a triathlon, with relay
teams, waves, start numbers, shirts and a promo code; and a trail run whose tickets change hands and
distance, until it is called off and the money goes back. Last, a restaurant fills on a Friday
evening. Everybody acts over HTTP, as client apps and people do: supabase-py with the anon key, a
browser for the checkout, a mailbox that is read.

    command     the command: options, start and stop of the stack
    story       the acts, in order
    plan        how many visitors want how many tickets
    cast        who takes part
    race        what people want of the triathlon
    browser     pages, links and forms
    bank        the switches of the Mollie sandbox
    screen      how it looks
"""
