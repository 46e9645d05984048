import { Controller } from '@nestjs/common';
import { Route } from '@pinstripe/service';
import type Stripe from 'stripe';
import { close, requireOpen } from './review.ts';
import { reviews } from './review.entity.ts';

@Controller()
export class ReviewsController {
  @Route('GET /v1/reviews/{review}')
  retrieve(id: string) {
    return reviews.retrieve(id);
  }

  @Route('POST /v1/reviews/{review}/approve')
  async approve(id: string) {
    const review = await reviews.load(id);
    requireOpen(review);
    return reviews.save(close(review, 'approved'), 'review.closed');
  }

  /** What is left to be looked at. */
  @Route('GET /v1/reviews')
  list(params: Stripe.ReviewListParams) {
    return reviews.list(params, { open: true });
  }
}
