package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// planTimeout bounds planning, which has a budget of its own.
const planTimeout = 30 * time.Second

// planFlags are the flags of `weft plan`.
type planFlags struct {
	supergraph, operation, name, variables, format, stage string
	explain                                               bool
	labels                                                []string
}

func newPlan(std streams) *cobra.Command {
	var flags planFlags
	cmd := &cobra.Command{
		Use:   "plan --supergraph FILE --operation FILE",
		Short: "Print how an operation would be answered, without running it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			made, err := makePlan(cmd.Context(), std, flags)
			if err != nil {
				return err
			}
			return flags.print(std, made)
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.supergraph, "supergraph", "", "the supergraph's schema, whoever composed it")
	f.StringVar(&flags.operation, "operation", "", "the document with the operation")
	f.StringVar(&flags.name, "operation-name", "", "which operation, where the document has several")
	f.StringVar(&flags.variables, "variables", "", "a JSON file of variables, to check that the operation takes them")
	f.StringVar(&flags.format, "format", "text", "text, json or mermaid")
	f.StringVar(&flags.stage, "stage", "", "print a stage of planning instead: "+strings.Join(plan.StageNames, ", "))
	f.BoolVar(&flags.explain, "explain", false, "print why the plan is as it is instead: the choices there were, the keys taken, what @requires made wait")
	f.StringSliceVar(&flags.labels, "override-labels", nil, "progressive override labels that count as on")
	for _, name := range []string{"supergraph", "operation"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

// check refuses flags that mean nothing, alone or together.
func (flags planFlags) check() error {
	switch {
	case !slices.Contains([]string{"text", "json", "mermaid"}, flags.format):
		return usage("--format is text, json or mermaid, not %q", flags.format)
	case flags.stage != "" && !slices.Contains(plan.StageNames, flags.stage):
		return usage("--stage is one of %s, not %q", strings.Join(plan.StageNames, ", "), flags.stage)
	case flags.stage != "" && flags.explain:
		return usage("--stage and --explain each print something else; give one of them")
	case (flags.stage != "" || flags.explain) && flags.format != "text":
		return usage("--stage and --explain print text; they do not go with --format %s", flags.format)
	}
	return nil
}

func (flags planFlags) print(std streams, made *plan.Stages) error {
	switch {
	case flags.stage != "":
		text, err := made.Text(flags.stage)
		if err != nil {
			return usage("%w", err)
		}
		return std.write("", strings.TrimRight(text, "\n")+"\n")
	case flags.explain:
		return std.write("", made.Explain())
	}
	return printPlan(std, made.Plan, flags.format)
}

func makePlan(ctx context.Context, std streams, flags planFlags) (*plan.Stages, error) {
	sdl, err := std.read(flags.supergraph)
	if err != nil {
		return nil, err
	}
	sg, err := supergraph.Parse(flags.supergraph, sdl)
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err}
	}
	op, err := readOperation(std, flags, sg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	stages, err := plan.New(sg).Stages(ctx, op, plan.Options{
		Labels: func(label string) bool { return slices.Contains(flags.labels, label) },
	})
	if err != nil {
		return nil, usage("%s: %w", flags.operation, err)
	}
	return stages, nil
}

// readOperation reads, validates and normalises the operation of the flags.
func readOperation(std streams, flags planFlags, sg *supergraph.Supergraph) (*operation.Operation, error) {
	text, err := std.read(flags.operation)
	if err != nil {
		return nil, err
	}
	doc, errs := operation.Parse(text, operation.ParseLimits{})
	if len(errs) == 0 {
		errs = operation.Validate(sg.API, doc)
	}
	if len(errs) > 0 {
		return nil, documentError(flags.operation, errs)
	}
	definition, failure := operation.Select(doc, flags.name)
	if failure != nil {
		return nil, usage("%s: %s", flags.operation, failure.Message)
	}
	// Without variables, @defer is shown as it is planned where it is switched on.
	on := func(string) bool { return true }
	if flags.variables != "" {
		raw, err := std.read(flags.variables)
		if err != nil {
			return nil, err
		}
		variables, errs := operation.CoerceVariables(sg.API, definition.VariableDefinitions, []byte(raw))
		if len(errs) > 0 {
			return nil, documentError(flags.variables, errs)
		}
		on = variables.True
	}
	op, errs := operation.NormalizeDeferred(sg.API, doc, definition, 0, on)
	if len(errs) > 0 {
		return nil, documentError(flags.operation, errs)
	}
	return op, nil
}

func printPlan(std streams, made *plan.Plan, format string) error {
	tree := made.Tree()
	switch format {
	case "json":
		text, err := tree.JSON()
		if err != nil {
			return err
		}
		return std.write("", strings.TrimRight(string(text), "\n")+"\n")
	case "mermaid":
		return std.write("", tree.Mermaid())
	}
	stats := made.Stats()
	fmt.Fprintf(std.err, "%d fetch(es), %d deep, from %s\n", stats.Fetches, stats.Depth, strings.Join(stats.Services, ", "))
	return std.write("", tree.Text())
}
