/*
 * M(N,P) for SPIN: N devices, each with a GSI of its own, and one guest with P pirqs. Ten rules, as in the other forms of this
 * model; a process per device, whose program counter is the device's; what a rule could break is asserted where it could.
 * N and P are given to spin itself: spin -DN=5 -DP=2 -a m.pml
 */
#define NONE 255

bit registered[N]; /* the pin's IO-APIC entry was written */
bit masked[N];
bit level[N];
bit low[N];
byte irqOfGsi[N] = NONE;
byte gsiOfIrq[N] = NONE;
bit permitted[N]; /* by irq: the guest may use it */
byte pirqOfDevice[N] = NONE;
byte gsiOfPirq[P] = NONE;
byte irqOfPirq[P] = NONE;

byte i; /* used only within a step, and 0 between steps */

#define FREE(p) (gsiOfPirq[p] == NONE)
#if P == 1
#define FREE_PIRQS FREE(0)
#elif P == 2
#define FREE_PIRQS (FREE(0) + FREE(1))
#elif P == 3
#define FREE_PIRQS (FREE(0) + FREE(1) + FREE(2))
#endif

#define GSI _pid
#define IRQ irqOfGsi[_pid]
#define PIRQ pirqOfDevice[_pid]

/* The guest gets pirq i for the device's irq. */
inline map() {
	assert(irqOfPirq[i] == NONE && !permitted[IRQ]);
	PIRQ = i;
	gsiOfPirq[i] = GSI;
	irqOfPirq[i] = IRQ;
	i = 0
}

/* The device's interrupt is taken back from the guest. */
inline unmap() {
	assert(irqOfPirq[PIRQ] == IRQ && permitted[IRQ]);
	permitted[IRQ] = 0;
	gsiOfPirq[PIRQ] = NONE;
	irqOfPirq[PIRQ] = NONE;
	PIRQ = NONE;
	masked[GSI] = 1
}

active [N] proctype device() {
	/* probe: takes the smallest free irq */
	d_step {
		do
		:: gsiOfIrq[i] != NONE -> i++
		:: else -> break
		od;
		IRQ = i;
		gsiOfIrq[i] = GSI;
		i = 0
	};
	/* bind: pciback takes the device */
	d_step { assert(gsiOfIrq[IRQ] == GSI) };
	/* setup_gsi: configures the pin unless someone has */
	d_step {
		if
		:: registered[GSI]
		:: else ->
			registered[GSI] = 1;
			masked[GSI] = 1;
			level[GSI] = 1;
			low[GSI] = 1
		fi
	};
assignable:
	if
	:: d_step { /* attach: Xen takes the lowest free pirq */
		FREE_PIRQS >= 1;
		do
		:: !FREE(i) -> i++
		:: else -> break
		od;
		map()
	   }
	:: d_step { /* attach: Xen takes the highest free pirq, where that is another */
		FREE_PIRQS >= 2;
		i = P - 1;
		do
		:: !FREE(i) -> i--
		:: else -> break
		od;
		map()
	   }
	fi;
	/* grant: the guest may use the irq */
	d_step { assert(irqOfPirq[PIRQ] == IRQ); permitted[IRQ] = 1 };
	/* qemu-bind: the pirq is bound to the guest */
	d_step { assert(registered[GSI] && level[GSI] && low[GSI] && permitted[IRQ]) };
bound:
	if
	:: d_step { masked[GSI] = 0 } /* unmask */
	:: d_step { unmap() }; goto assignable /* detach */
	fi;
	if
	:: d_step { masked[GSI] = 1 }; goto bound /* mask */
	:: d_step { unmap() }; goto assignable /* detach */
	fi
}
