"""From a reading to the probability that it is exactly right: measured, versioned, refittable.

`facts` says what is known of a reading in numbers, `table` what has been measured of such numbers,
`chosen` applies the one to the other, `fitting` makes a table from readings whose truth is known.
"""

from ocr.calibration.chosen import calibrated, choose, table

__all__ = ["calibrated", "choose", "table"]
