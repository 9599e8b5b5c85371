"""A school of three events on two days, as XHSTT text, for tests to add constraints and solutions to.

Maths lasts two periods, has teacher T1, wants a room and holds both classes through a resource group; Arts wants a
teacher; Mass is fixed at Tu2.
"""

from __future__ import annotations

from pathlib import Path

INSTANCE = """
<Instance Id="Small">
  <MetaData><Name>Small</Name><Contributor>us</Contributor><Date>2026</Date><Country>BE</Country>
    <Description>small</Description></MetaData>
  <Times>
    <TimeGroups><Day Id="Mo"><Name>Mo</Name></Day><Day Id="Tu"><Name>Tu</Name></Day>
      <TimeGroup Id="early"><Name>early</Name></TimeGroup></TimeGroups>
    <Time Id="Mo1"><Name>Mo1</Name><Day Reference="Mo"/><TimeGroups><TimeGroup Reference="early"/></TimeGroups></Time>
    <Time Id="Mo2"><Name>Mo2</Name><Day Reference="Mo"/></Time>
    <Time Id="Tu1"><Name>Tu1</Name><Day Reference="Tu"/><TimeGroups><TimeGroup Reference="early"/></TimeGroups></Time>
    <Time Id="Tu2"><Name>Tu2</Name><Day Reference="Tu"/></Time>
  </Times>
  <Resources>
    <ResourceTypes><ResourceType Id="Teacher"><Name>Teacher</Name></ResourceType>
      <ResourceType Id="Room"><Name>Room</Name></ResourceType>
      <ResourceType Id="Class"><Name>Class</Name></ResourceType></ResourceTypes>
    <ResourceGroups><ResourceGroup Id="classes"><Name>classes</Name><ResourceType Reference="Class"/></ResourceGroup>
    </ResourceGroups>
    <Resource Id="T1"><Name>Anna</Name><ResourceType Reference="Teacher"/></Resource>
    <Resource Id="T2"><Name>Bert</Name><ResourceType Reference="Teacher"/></Resource>
    <Resource Id="R1"><Name>Attic</Name><ResourceType Reference="Room"/></Resource>
    <Resource Id="C1"><Name>1A</Name><ResourceType Reference="Class"/>
      <ResourceGroups><ResourceGroup Reference="classes"/></ResourceGroups></Resource>
    <Resource Id="C2"><Name>1B</Name><ResourceType Reference="Class"/>
      <ResourceGroups><ResourceGroup Reference="classes"/></ResourceGroups></Resource>
  </Resources>
  <Events>
    <EventGroups><Course Id="Maths"><Name>Maths</Name></Course><Course Id="Arts"><Name>Arts</Name></Course>
      <EventGroup Id="both"><Name>both</Name></EventGroup></EventGroups>
    <Event Id="math"><Name>Mathematics</Name><Duration>2</Duration><Course Reference="Maths"/>
      <Resources>
        <Resource Reference="T1"><Role>teacher</Role></Resource>
        <Resource><Role> room </Role><ResourceType Reference="Room"/></Resource>
      </Resources>
      <ResourceGroups><ResourceGroup Reference="classes"/></ResourceGroups>
      <EventGroups><EventGroup Reference="both"/></EventGroups></Event>
    <Event Id="art"><Name>Art</Name><Duration>1</Duration><Course Reference="Arts"/>
      <Resources>
        <Resource><Role>teacher</Role><ResourceType Reference="Teacher"/><Workload>3</Workload></Resource>
        <Resource Reference="C1"/>
      </Resources>
      <EventGroups><EventGroup Reference="both"/></EventGroups></Event>
    <Event Id="mass"><Name>Mass</Name><Duration>1</Duration><Time Reference="Tu2"/>
      <Resources><Resource Reference="C1"/></Resources></Event>
  </Events>
  <Constraints>{constraints}</Constraints>
</Instance>
"""

EVENTS = '<EventGroups><EventGroup Reference="both"/></EventGroups><Events><Event Reference="mass"/></Events>'
"""All three events as points of application."""


def constraint(
    kind: str, applies_to: str, rest: str = "", *, cost: str = "Linear", hard: bool = True, weight: int = 1
) -> str:
    return f"""<{kind}Constraint Id="{kind}"><Name>{kind}</Name><Required>{str(hard).lower()}</Required>
        <Weight>{weight}</Weight><CostFunction>{cost}</CostFunction><AppliesTo>{applies_to}</AppliesTo>
        {rest}</{kind}Constraint>"""


def meets(*lines: str) -> str:
    """Solution events out of lines like "math Mo1 1 room=R1"; "-" leaves a thing out."""
    events = []
    for line in lines:
        event, time, duration, *choices = line.split()
        inside = "" if duration == "-" else f"<Duration>{duration}</Duration>"
        inside += "" if time == "-" else f'<Time Reference="{time}"/>'
        held = [choice.split("=") for choice in choices]
        inside += "<Resources>" if held else ""
        inside += "".join(f'<Resource Reference="{resource}"><Role>{role}</Role></Resource>' for role, resource in held)
        inside += "</Resources>" if held else ""
        events.append(f'<Event Reference="{event}">{inside}</Event>')
    return f'<Solution Reference="Small"><Events>{"".join(events)}</Events></Solution>'


def archive(folder: Path, constraints: str, *solutions: str) -> Path:
    """Writes an archive with one solution group "ours"."""
    groups = ""
    if solutions:
        groups = f"""<SolutionGroups><SolutionGroup Id="ours"><MetaData><Contributor>us</Contributor>
            <Date>today</Date><Description>by hand</Description></MetaData>{"".join(solutions)}</SolutionGroup>
            </SolutionGroups>"""
    path = folder / "small.xml"
    instance = INSTANCE.format(constraints=constraints)
    path.write_text(
        f"<HighSchoolTimetableArchive><Instances>{instance}</Instances>{groups}</HighSchoolTimetableArchive>", "utf-8"
    )
    return path
