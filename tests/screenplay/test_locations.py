from extracted import entities


def places(text):
    return entities(text, "location")


def test_inside_and_outside_of_a_place_are_one():
    house = places("INT. HOUSE - DAY\n\nDust.\nOld beams.\n\nEXT. THE HOUSE - NIGHT\n\nRain.")
    assert list(house) == ["House"]
    assert house["House"].scene_numbers == (1, 2)
    assert house["House"].aliases == ("The House",)


def test_the_first_description_is_kept():
    found = places("INT. HOUSE - DAY\n\nDust.\nOld beams.\n\nINT. YARD\n\nANNA\nHi.")
    assert found["House"].first_appearance == "Dust. Old beams."
    assert found["Yard"].first_appearance == ""


def test_sub_locations_belong_to_their_master():
    assert list(places("INT. HOUSE - KITCHEN\n\nx\n\nINT. HOUSE, HALL\n\ny")) == ["House"]


def test_places_that_differ_by_a_space_are_offered_for_merging():
    found = places("EXT. BOAT HOUSE\n\nx\n\nEXT. BOATHOUSE\n\ny")
    assert found["Boat House"].same_as == ("Boathouse",)


def test_a_bare_room_offers_the_place_before_it():
    found = places("INT. HOTEL - LOBBY\n\nx\n\nINT. BATHROOM\n\ny")
    assert found["Bathroom"].same_as == ("Hotel",)
    assert found["Bathroom"].confidence < found["Hotel"].confidence


def test_a_heading_without_a_place_gives_none():
    assert places("INT. - DAY\n\nx") == {}


def test_the_quote_of_a_place_is_its_heading():
    quote = places("INT. HOUSE - DAY #4#\n\nx")["House"].quotes[0]
    assert (quote.line, quote.scene_number, quote.text) == (1, 1, "INT. HOUSE - DAY")
