package hclbudget

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// guard has the functions of a context, and of those that it is a child of, check what a call costs.
func (m *Meter) guard(ctx *hcl.EvalContext) {
	for ctx.Parent() != nil {
		ctx = ctx.Parent()
	}
	if m.root == ctx {
		return
	}
	m.root = ctx
	for name, f := range ctx.Functions {
		ctx.Functions[name] = m.guarded(name, f)
	}
}

// guarded is a function that is called where the call is within the limits. A limit is an error of the evaluation, not of the call.
func (m *Meter) guarded(name string, f function.Function) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(), Params: f.Params(), VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := m.call(name, args); err != nil {
				return cty.NilType, err
			}
			t, err := f.ReturnTypeForValues(args)
			return t, rewordPanic(name, err)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := f.Call(args)
			return v, rewordPanic(name, err)
		},
	})
}

// call counts a call before it is made. The library recovers from panics of functions, so what a call exceeds is remembered, and ends the
// evaluation at the next step: also where it is made in a try().
func (m *Meter) call(name string, args []cty.Value) error {
	c := call{args: args}
	for _, arg := range args {
		s := measure(arg)
		c.bytes, c.elements = append(c.bytes, s.bytes), append(c.elements, s.elements)
		m.work += s.cost()
	}
	limit := c.exceeds(name)
	if m.work += min(c.work, 2*maxWork); limit == "" && m.work > maxWork {
		limit = "evaluating the expressions takes too long"
	}
	if limit == "" {
		return nil
	}
	if m.total == nil {
		m.total = &budget.Error{Limit: name + "(): " + limit}
	}
	return m.total
}

// rewordPanic replaces the error of a function that panicked, which has a goroutine trace for a text.
func rewordPanic(name string, err error) error {
	if _, ok := errors.AsType[function.PanicError](err); ok {
		return fmt.Errorf("%s cannot be computed for these arguments", name)
	}
	return err
}
