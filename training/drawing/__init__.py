"""Line crops drawn without end: text in four languages and three digit systems, printed or by
hand, with what stands around, behind and over it on forms, damaged as copiers and scanners do.

`drawing.sample.draw` gives one crop with its text, the scripts that stand where, and its kind.
"""
