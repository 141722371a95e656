package bake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tonistiigi/go-csvvalue"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/ctxsize/ctxsize/internal/build"
)

// checkPolicies refuses the policies of targets that bake refuses (github.com/docker/buildx util/buildflags, PolicyConfigs.FromCtyValue).
func (c config) checkPolicies() error {
	for _, t := range c.Targets {
		if err := checkPolicies(t.Policy); err != nil {
			return &build.Error{Err: fmt.Errorf("%s:%d: the policy of target %s: %w", t.file, t.line, t.Name, err),
				Hint: `write policy = ["filename=FILE"]`}
		}
	}
	return nil
}

func checkPolicies(v cty.Value) error {
	if v.IsNull() || !v.IsKnown() || v == cty.NilVal {
		return nil
	}
	if !v.Type().IsTupleType() && !v.Type().IsListType() {
		return errors.New(convert.MismatchMessage(v.Type(), cty.List(cty.Map(cty.String))))
	}
	for _, entry := range v.AsValueSlice() {
		fields, err := policyFields(entry)
		if err != nil {
			return err
		}
		for _, field := range fields {
			if err := checkPolicy(field); err != nil {
				return err
			}
		}
	}
	return nil
}

// policyFields returns the settings of one policy, written as a string or as an object.
func policyFields(v cty.Value) ([]string, error) {
	switch {
	case !v.IsKnown() || v.IsNull():
		return nil, nil
	case v.Type() == cty.String:
		return csvvalue.Fields(v.AsString(), nil)
	case !v.Type().IsObjectType() && !v.Type().IsMapType():
		return nil, errors.New(convert.MismatchMessage(v.Type(), cty.Map(cty.String)))
	}
	var fields []string
	for key, value := range v.AsValueMap() {
		if value.IsNull() || !value.IsKnown() {
			continue
		}
		text, err := convert.Convert(value, cty.String)
		if err != nil {
			return nil, errors.New(convert.MismatchMessage(value.Type(), cty.String))
		}
		if text.AsString() != "" {
			fields = append(fields, key+"="+text.AsString())
		}
	}
	return fields, nil
}

// policyLevels are the levels of log-level (github.com/sirupsen/logrus, ParseLevel).
const policyLevels = " panic fatal error warn warning info debug trace "

func checkPolicy(field string) error {
	key, value, ok := strings.Cut(field, "=")
	var err error
	switch key = strings.TrimSpace(strings.ToLower(key)); {
	case !ok:
	case key == "filename":
		ok = value != ""
	case key == "reset" || key == "disabled" || key == "strict":
		_, err = strconv.ParseBool(value)
	case key == "log-level":
		ok = strings.Contains(policyLevels, " "+strings.ToLower(value)+" ")
	default:
		ok = false
	}
	if !ok || err != nil {
		return fmt.Errorf("invalid value %s", field)
	}
	return nil
}
