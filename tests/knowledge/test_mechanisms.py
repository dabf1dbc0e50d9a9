"""Transfer mechanisms are recognised in the words of many languages, dead ones as dead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge.mechanisms import carries_transfer, cell_mechanisms, find_mechanisms, is_dead
from monitor.model import Mechanism

CELLS = """
EC Standard Contractual Clauses                               | scc_unspecified
SCCs                                                          | scc_unspecified
Standard\u00a0Contractual\u00a0Clauses                        | scc_unspecified
Standardvertragsklauseln                                      | scc_unspecified
Clauses contractuelles types                                  | scc_unspecified
CCT                                                           | scc_unspecified
Cláusulas contractuales tipo                                  | scc_unspecified
Clausole contrattuali tipo                                    | scc_unspecified
Standaardcontractbepalingen                                   | scc_unspecified
Standardowe klauzule umowne                                   | scc_unspecified
Standardavtalsklausuler                                       | scc_unspecified
標準契約条項                                                    | scc_unspecified
SCC (Module 3)                                                | scc_m3
Module Three                                                  | scc_m3
SCCs (Modules 2 and 3)                                        | scc_m2 scc_m3
Standard Contractual Clauses (controller to processor)        | scc_m2
DPF                                                           | dpf_eu
EU-U.S. Data Privacy Framework                                | dpf_eu
EU-US and Swiss-US Data Privacy Framework                     | dpf_eu dpf_swiss
EU-U.S. DPF, UK Extension                                     | dpf_eu dpf_uk_ext
Swiss-U.S. DPF                                                | dpf_swiss
DPF (successor of the Privacy Shield)                         | dpf_eu
UK IDTA                                                       | uk_idta
SCCs and UK Addendum                                          | scc_unspecified uk_addendum
Binding Corporate Rules                                       | bcr_p
Verbindliche interne Datenschutzvorschriften                  | bcr_p
Adequacy decision                                             | adequacy
Angemessenheitsbeschluss                                      | adequacy
Décision d'adéquation de la Commission européenne             | adequacy
Art. 49 GDPR                                                  | art49
Privacy Shield                                                | dead
2010/87/EU Model Clauses                                      | dead
Safe Harbor                                                   | dead
N/A                                                           | none_needed
Not applicable (EEA)                                          | none_needed
Pas de transfert hors UE                                      | none_needed
Nicht erforderlich                                            | none_needed
No transfer                                                   | none_needed
-                                                             | unstated
TBD                                                           | unstated
Some contract                                                 | other
""".strip().splitlines()


@pytest.mark.parametrize("line", CELLS)
def test_a_cell_of_a_mechanism_column_says_what_it_says(line: str) -> None:
    cell, _, expected = line.rpartition("|")
    assert [m.value for m in cell_mechanisms(cell.strip())] == expected.split()


def test_an_empty_cell_states_nothing() -> None:
    assert cell_mechanisms(None) == cell_mechanisms("") == (Mechanism.UNSTATED,)


def test_prose_that_names_no_mechanism_has_none() -> None:
    assert find_mechanisms("We work with partners in many countries.") == ()


def test_a_dead_mechanism_beside_a_valid_one_still_leaves_a_valid_one() -> None:
    both = find_mechanisms("Privacy Shield and Standard Contractual Clauses")
    assert Mechanism.DEAD in both
    assert carries_transfer(both)
    assert not is_dead(both)
    assert is_dead(find_mechanisms("Privacy Shield"))


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_no_mechanism_twice(text: str) -> None:
    found = cell_mechanisms(text)
    assert found
    assert len(set(found)) == len(found)
