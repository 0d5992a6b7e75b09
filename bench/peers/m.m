-- M(N,P) for rumur: N devices, each with a GSI of its own, and one guest with P pirqs. Ten rules and four invariants, as in the
-- other forms of this model. N and P are set where they say so; the devices are a scalarset, used with symmetry reduction only.

const
  N: 5;
  P: 2;

type
  Device: scalarset(N);
  Irq: 0 .. N - 1;
  Pirq: 0 .. P - 1;
  Pc: enum { IDLE, PROBED, BOUND, ASSIGNABLE, ATTACHED, GRANTED, MASKED, UNMASKED };

var
  pc: array[Device] of Pc;
  registered: array[Device] of boolean;
  masked: array[Device] of boolean;
  level: array[Device] of boolean;
  low: array[Device] of boolean;
  irqOfGsi: array[Device] of Irq;
  gsiOfIrq: array[Irq] of Device;
  permitted: array[Irq] of boolean;
  pirqOfDevice: array[Device] of Pirq;
  gsiOfPirq: array[Pirq] of Device;
  irqOfPirq: array[Pirq] of Irq;

procedure map(d: Device; p: Pirq);
begin
  pirqOfDevice[d] := p;
  gsiOfPirq[p] := d;
  irqOfPirq[p] := irqOfGsi[d];
  pc[d] := ATTACHED;
end;

function freePirqs(): 0 .. P;
var n: 0 .. P;
begin
  n := 0;
  for p: Pirq do
    if isundefined(gsiOfPirq[p]) then n := n + 1; end;
  end;
  return n;
end;

startstate
begin
  for d: Device do
    pc[d] := IDLE;
    registered[d] := false;
    masked[d] := false;
    level[d] := false;
    low[d] := false;
    undefine irqOfGsi[d];
    undefine pirqOfDevice[d];
  end;
  for i: Irq do
    undefine gsiOfIrq[i];
    permitted[i] := false;
  end;
  for p: Pirq do
    undefine gsiOfPirq[p];
    undefine irqOfPirq[p];
  end;
end;

ruleset d: Device do
  rule "probe: takes the smallest free irq"
    pc[d] = IDLE
  ==>
  var found: boolean;
  begin
    found := false;
    for i: Irq do
      if !found & isundefined(gsiOfIrq[i]) then
        found := true;
        irqOfGsi[d] := i;
        gsiOfIrq[i] := d;
      end;
    end;
    pc[d] := PROBED;
  end;

  rule "bind: pciback takes the device"
    pc[d] = PROBED
  ==>
  begin
    pc[d] := BOUND;
  end;

  rule "setup_gsi: configures the pin unless someone has"
    pc[d] = BOUND
  ==>
  begin
    if !registered[d] then
      registered[d] := true;
      masked[d] := true;
      level[d] := true;
      low[d] := true;
    end;
    pc[d] := ASSIGNABLE;
  end;

  rule "attach: Xen takes the lowest free pirq"
    pc[d] = ASSIGNABLE & freePirqs() >= 1
  ==>
  var taken: boolean;
  begin
    taken := false;
    for p: Pirq do
      if !taken & isundefined(gsiOfPirq[p]) then
        taken := true;
        map(d, p);
      end;
    end;
  end;

  rule "attach: Xen takes the highest free pirq, where that is another"
    pc[d] = ASSIGNABLE & freePirqs() >= 2
  ==>
  var highest: Pirq;
  begin
    for p: Pirq do
      if isundefined(gsiOfPirq[p]) then highest := p; end;
    end;
    map(d, highest);
  end;

  rule "grant: the guest may use the irq"
    pc[d] = ATTACHED
  ==>
  begin
    permitted[irqOfGsi[d]] := true;
    pc[d] := GRANTED;
  end;

  rule "qemu-bind: the pirq is bound to the guest"
    pc[d] = GRANTED
  ==>
  begin
    pc[d] := MASKED;
  end;

  rule "unmask"
    pc[d] = MASKED
  ==>
  begin
    masked[d] := false;
    pc[d] := UNMASKED;
  end;

  rule "mask"
    pc[d] = UNMASKED
  ==>
  begin
    masked[d] := true;
    pc[d] := MASKED;
  end;

  rule "detach: the interrupt is taken back from the guest"
    pc[d] = MASKED | pc[d] = UNMASKED
  ==>
  begin
    permitted[irqOfGsi[d]] := false;
    undefine gsiOfPirq[pirqOfDevice[d]];
    undefine irqOfPirq[pirqOfDevice[d]];
    undefine pirqOfDevice[d];
    masked[d] := true;
    pc[d] := ASSIGNABLE;
  end;
end;

invariant "no two GSIs have one irq"
  forall d: Device do
    !isundefined(irqOfGsi[d]) -> gsiOfIrq[irqOfGsi[d]] = d
  end;

invariant "pirqs and irqs are one to one"
  forall d: Device do
    !isundefined(pirqOfDevice[d]) ->
      gsiOfPirq[pirqOfDevice[d]] = d & irqOfPirq[pirqOfDevice[d]] = irqOfGsi[d]
  end;

invariant "what is permitted is mapped"
  forall d: Device do
    !isundefined(irqOfGsi[d]) -> (permitted[irqOfGsi[d]] -> !isundefined(pirqOfDevice[d]))
  end;

invariant "a pin is configured before it is bound"
  forall d: Device do
    pc[d] = MASKED | pc[d] = UNMASKED -> registered[d] & level[d] & low[d]
  end;
