"""Numbers and codes that people carry."""

from inclusion import tokens


def test_an_account_number_has_nine_digits_and_a_check_digit():
    for _ in range(200):
        number = tokens.account_identifier()

        assert len(number) == 9
        assert number[0] != "0"
        assert tokens.is_account_identifier(number)


def test_one_wrong_digit_or_two_swapped_are_found():
    number = tokens.account_identifier()
    for place in range(9):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert tokens.is_account_identifier(wrong) is (wrong == number)
    for place in range(8):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert tokens.is_account_identifier(swapped) is (swapped == number)


def test_a_spoken_code_avoids_the_numbers_that_go_wrong_on_the_telephone():
    for _ in range(500):
        code = tokens.spoken_code()
        numbers = [int(code[i : i + 2]) for i in range(0, 8, 2)]

        assert len(code) == 8
        assert all(10 <= number <= 69 for number in numbers)


def test_numbers_are_shown_in_groups_and_read_without_them():
    assert tokens.group_identifier("482719356") == "482 719 356"
    assert tokens.group_code("48273915") == "48 27 39 15"
    assert tokens.only_digits(" 482-719.356 ") == "482719356"
    assert tokens.only_digits("٤٨٢") == "482"


def test_references_are_random():
    assert len({tokens.public_id() for _ in range(1000)}) == 1000
