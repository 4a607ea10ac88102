"""Pure numbers: no Django, no I/O. Results are exact; floats only sort out what integers then decide.

A file here is a front, and the folder beside it holds its parts:

    apportionment.py   apportioning/   a whole number shared out in whole numbers
    formula.py         model/          the model, one run or many
    explanation.py     explaining/     how a number came about, and what would have changed it by one
    fulfilment.py      ekb/            måluppfyllelse, a sequence of children, years simulated
    redistribution.py  clearing/       a clearing of wishes
                       certificate/    checks a clearing without what computed it
"""
